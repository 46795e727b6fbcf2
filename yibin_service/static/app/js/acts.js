// Sending an act: one id made before the first send and kept until it has succeeded; a second press does nothing;
// a lost answer may be sent again safely, because the server knows the id.
import { newId } from './ids.js';
import { forget, keep } from './keep.js';
import { hideStrip, showStrip } from './strip.js';
import { askFirst } from './dialogs.js';
import { hold, mayWait, now } from './offline.js';

const idKey = (form) => `act:${location.pathname}#${form.dataset.act || form.getAttribute('action') || ''}`;
const PATIENCE = 60_000;

function idField(form) {
  let field = form.querySelector('input[name=act_id]');
  if (!field) {
    field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'act_id';
    form.append(field);
  }
  return field;
}

// The id of an act whose answer never came is used again after a reload; else the one the form has, else a new one.
// A form kept for the road lies in the phone with the id it was drawn with: it gets its own each time it is opened, or
// the second one written without network would take the place of the first.
function giveId(form) {
  const field = idField(form);
  if (form.dataset.keptAs && !form.dataset.hasOwnId) {
    form.dataset.hasOwnId = '1';
    field.value = newId();
  }
  field.value = sessionStorage.getItem(idKey(form)) || field.value || newId();
  return field;
}

function holdButtons(form, submitter) {
  const buttons = [...form.querySelectorAll('button[type=submit], button:not([type])'),
    ...(form.id ? document.querySelectorAll(`button[form="${form.id}"]`) : [])];
  for (const button of buttons) button.disabled = true;
  if (!submitter) return () => buttons.forEach((button) => { button.disabled = false; });
  const words = submitter.innerHTML;
  submitter.setAttribute('aria-busy', 'true');
  submitter.textContent = '提交中…';
  return () => {
    buttons.forEach((button) => { button.disabled = false; });
    submitter.innerHTML = words;
    submitter.removeAttribute('aria-busy');
  };
}

function finish(form) {
  sessionStorage.removeItem(idKey(form));
  forget(form);
  form.dispatchEvent(new CustomEvent('act:done'));
}

function go(form, address) {
  const target = new URL(address, location.href);
  if (target.pathname === document.body.dataset.login) {
    keep(form);
    showStrip('登录已过期，还没有提交', '您填的内容已存在本机，登录后回到这一页会自动填回。',
      { label: '去登录', act: () => location.assign(`${target.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`) });
    return false;
  }
  finish(form);
  const isSamePage = target.pathname === location.pathname && target.search === location.search;
  location.assign(target.href);
  if (isSamePage && target.hash) location.reload();
  return true;
}

function moveChosenFiles(from, to) {
  for (const field of from.querySelectorAll('input[type=file][name]')) {
    const twin = to.querySelector(`input[type=file][name="${CSS.escape(field.name)}"]`);
    if (twin && field.files.length) twin.files = field.files;
  }
}

function redraw(page) {
  const fresh = page.querySelector('main');
  const old = document.querySelector('main');
  moveChosenFiles(old, fresh);
  old.replaceWith(fresh);
  if (window.htmx) window.htmx.process(fresh);
  fresh.dispatchEvent(new CustomEvent('page:drawn', { bubbles: true }));
  if (!fresh.querySelector('[data-error-summary]')) fresh.focus();
  window.scrollTo({ top: 0 });
}

function showConflict(form, conflict) {
  document.querySelector('[data-conflict]')?.remove();
  form.before(conflict);
  conflict.querySelector('[data-reload-keeping]')?.addEventListener('click', () => {
    keep(form);
    sessionStorage.removeItem(idKey(form));
    location.reload();
  });
  conflict.focus();
}

function refused(form, status, page, number) {
  const words = page.querySelector('main h1')?.textContent.trim();
  const more = page.querySelector('main p:not(.q-demo)')?.textContent.trim();
  if (status < 500 && words) return showStrip(words, `${more ?? ''} 您填的内容还在本页。`);
  return showStrip('没有保存：服务器没有响应',
    `您填的内容还在本页。稍后再按一次提交，不会重复。${number ? `编号 ${number}。` : ''}`);
}

async function receive(form, answer) {
  const address = answer.headers.get('X-Location');
  if (address) return go(form, address);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const conflict = page.querySelector('[data-conflict]');
  if (conflict) showConflict(form, conflict);
  else if (answer.status < 500 && page.querySelector('main form')) redraw(page);
  else refused(form, answer.status, page, answer.headers.get('X-Error-Number'));
  return false;
}

async function send(form, submitter) {
  const id = giveId(form);
  sessionStorage.setItem(idKey(form), id.value);
  hideStrip();
  const body = new FormData(form, submitter);
  if (mayWait(form)) body.set('written_at', now());
  const release = holdButtons(form, submitter);
  form.dataset.sending = '1';
  let isLeaving = false;
  try {
    const answer = await fetch(form.getAttribute('action') || location.href, {
      method: 'POST', body, headers: { 'X-Act-Send': '1' }, credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE + 2 * 60_000 * (form.querySelector('input[type=file]') ? 1 : 0)),
    });
    isLeaving = await receive(form, answer);
  } catch {
    if (mayWait(form) && await hold(form, body)) {
      finish(form);
      isLeaving = true;
      return;
    }
    showStrip('没有保存：没有连上服务器',
      '您填的内容还在本页。网络恢复后按「再提交一次」，不会重复。',
      { label: '再提交一次', act: () => { hideStrip(); send(form, submitter?.isConnected ? submitter : undefined); } });
  } finally {
    delete form.dataset.sending;
    if (!isLeaving) release();
  }
}

export function sendActs(root) {
  for (const form of root.querySelectorAll('form[data-act]:not([data-plain])')) {
    if (form.dataset.isReady) continue;
    form.dataset.isReady = '1';
    giveId(form);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = '1';
      if (await askFirst(form, event.submitter)) send(form, event.submitter);
      else delete form.dataset.sending;
    });
  }
}

// Plain forms: the second press of the same button is swallowed. The page comes back fresh with 返回, so free it then.
export function guardOnce(root) {
  for (const form of root.querySelectorAll('form[data-once]')) {
    if (form.dataset.isReady) continue;
    form.dataset.isReady = '1';
    form.addEventListener('submit', (event) => {
      if (form.dataset.sending) event.preventDefault();
      form.dataset.sending = '1';
    });
  }
}

window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sending]')) delete form.dataset.sending;
});
