// Countdowns tick from the server's clock and turn into the next state by themselves.
import { icon, span } from './words.js';
import { say } from './strip.js';

const STEP = 20_000;
const start = performance.now();
const serverStart = Date.parse(document.body.dataset.serverNow ?? '') || Date.now();
const STATES = {
  late: { css: 'q-due--late', icon: 'alert-triangle' },
  urgent: { css: 'q-due--urgent', icon: 'bell-ringing' },
  soon: { css: 'q-due--soon', icon: 'hourglass-low' },
  run: { css: '', icon: 'clock' },
};

// performance.now() is not moved when somebody sets this machine's clock.
export function serverNow() {
  return serverStart + (performance.now() - start);
}

function stateOf(left, badge) {
  if (left < 0) return 'late';
  if (left <= badge.dataset.urgent * 1000) return 'urgent';
  return left <= badge.dataset.soon * 1000 ? 'soon' : 'run';
}

function draw(badge) {
  const left = Date.parse(badge.dataset.due) - serverNow();
  const state = stateOf(left, badge);
  const words = `${badge.dataset.prefix ?? ''}${left < 0 ? '超期' : '剩'} ${span(left)}`;
  const time = badge.querySelector('time');
  if (time.textContent !== words) time.textContent = words;
  if (badge.dataset.state && badge.dataset.state !== state) {
    for (const one of Object.values(STATES)) if (one.css) badge.classList.remove(one.css);
    if (STATES[state].css) badge.classList.add(STATES[state].css);
    badge.querySelector('svg').outerHTML = icon(STATES[state].icon);
    say(`时限有变化：${words}`);
  }
  badge.dataset.state = state;
}

const drawAll = (root) => root.querySelectorAll('.q-due[data-due]').forEach(draw);

export function tick(root) {
  drawAll(root);
}

setInterval(() => drawAll(document), STEP);
document.addEventListener('visibilitychange', () => { if (!document.hidden) drawAll(document); });
