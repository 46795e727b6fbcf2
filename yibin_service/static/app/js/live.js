// htmx failures in one strip, and watching for news without moving anything under the pointer.
import { csrfToken } from './ids.js';
import { showStrip } from './strip.js';

const EVERY = 60_000;

// A success takes away only what an earlier failure of the same kind said: an act that was not saved keeps its strip
// and its button, though the page goes on fetching parts of itself.
let own = null;
const tell = (title, text) => { own = showStrip(title, text); };

export function listenToHtmx() {
  document.addEventListener('htmx:sendError', () =>
    tell('没有连上服务器', '本页内容没有变，网络恢复后再试。'));
  document.addEventListener('htmx:timeout', () =>
    tell('服务器没有回应', '本页内容没有变，请稍后再试。'));
  document.addEventListener('htmx:responseError', (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, 'text/html');
    const words = page.querySelector('main h1')?.textContent.trim();
    const more = page.querySelector('main p:not(.q-demo)')?.textContent.trim();
    tell(words || '没有办成：服务器出错', more || '本页内容没有变，请稍后再试。');
  });
  document.addEventListener('htmx:afterRequest', (event) => { if (event.detail.successful) own?.remove(); });
  document.addEventListener('htmx:beforeRequest', (event) => {
    const isByItself = event.detail.requestConfig.triggeringEvent?.type === undefined;
    if (isByItself && document.querySelector('dialog[open], .q-list:not([hidden])')) event.preventDefault();
  });
}

async function ask(strip) {
  if (document.hidden) return;
  try {
    const answer = await fetch(strip.dataset.watchUrl, { headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() } });
    if (!answer.ok) return;
    const news = await answer.json();
    if (news.stamp === strip.dataset.watchStamp) return;
    const count = strip.querySelector('[data-watch-count]');
    if (count && news.new !== undefined) count.textContent = news.new;
    strip.hidden = false;
  } catch { /* the next minute asks again */ }
}

export function watch(root) {
  for (const strip of root.querySelectorAll('[data-watch-url]')) {
    if (strip.dataset.isReady) continue;
    strip.dataset.isReady = '1';
    const timer = setInterval(() => (strip.isConnected ? ask(strip) : clearInterval(timer)), EVERY);
  }
}
