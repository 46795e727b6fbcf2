// Forms of field work without network: kept on this phone, sent once when the network is back. The act's id makes it once.
import { typedIn, keptName } from './keep.js';
import { drop, put, rowsOf } from './outbox.js';
import { hideStrip, showStrip } from './strip.js';

const PATIENCE = 60_000;
const EVERY = 60_000;
const me = () => document.body.dataset.user || '';
// The minute on this phone; part of what is sent from the first try on, so that a lost answer is asked for with the same content.
export const now = () => {
  const date = new Date();
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

// Pictures that did not go up wait with the form, each with the id it will be stored under once.
function waitingFiles(form) {
  return [...form.querySelectorAll('[data-upload-url] li[data-file]')].filter((item) => item.file).map((item) => ({
    id: item.dataset.file,
    field: new URL(item.closest('[data-upload-url]').dataset.uploadUrl, location.href).searchParams.get('field'),
    upload: item.closest('[data-upload-url]').dataset.uploadUrl,
    name: item.file.name,
    blob: item.file,
  }));
}

export const mayWait = (form) => Boolean(form.dataset.keptAs && me() && window.indexedDB);

// Takes the form out of the page and into the phone. False where the phone refuses (full, private window).
export async function hold(form, body) {
  const fields = [...body].filter(([name, value]) => typeof value === 'string' && name !== 'csrfmiddlewaretoken');
  const row = {
    id: body.get('act_id'), user: me(), at: now(), title: form.dataset.keptAs, page: location.pathname + location.search,
    url: form.getAttribute('action') || location.href, fields, files: waitingFiles(form),
    typed: typedIn(form), typedName: keptName(form), refused: '',
  };
  try {
    await put(row);
  } catch {
    return false;
  }
  form.querySelectorAll('input, textarea, select, button').forEach((field) => { field.disabled = true; });
  form.hidden = true;
  showStrip(`没有网络：${row.title}已存在本机`, '有网络时自动送出，只送一次。可以关掉这一页。', null, 'soon');
  document.dispatchEvent(new CustomEvent('outbox:changed'));
  return true;
}

async function freshToken() {
  const answer = await fetch(document.body.dataset.keptList, { headers: { Accept: 'application/json' }, redirect: 'manual' });
  if (answer.type === 'opaqueredirect') return tellLogin();
  if (!answer.ok) return null;
  const told = await answer.json();
  if (String(told.user) !== me()) return null;
  return told;
}

function tellLogin() {
  showStrip('登录已过期，本机有没有送出的记录', '登录以后自动送出。', {
    label: '去登录',
    act: () => location.assign(`${document.body.dataset.login}?next=${encodeURIComponent(location.pathname)}`),
  }, 'soon');
  return null;
}

async function sendFile(file, token) {
  const body = new FormData();
  body.append('file', file.blob, file.name);
  body.append('act_id', file.id);
  const answer = await fetch(file.upload, {
    method: 'POST', body, headers: { 'X-CSRFToken': token, Accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE * 3),
  });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.message), { isRefused: answer.status < 500 });
  return told.id;
}

// True once the server has the row for good; a refusal is written on the row, anything else leaves it as it was.
async function send(row, token) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  for (const file of row.files) body.append(file.field, await sendFile(file, token));
  const answer = await fetch(row.url, {
    method: 'POST', body, headers: { 'X-Act-Send': '1', 'X-CSRFToken': token }, signal: AbortSignal.timeout(PATIENCE),
  });
  const address = answer.headers.get('X-Location');
  if (address) return new URL(address, location.href).pathname !== document.body.dataset.login;
  if (answer.status >= 500) return false;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const why = [...page.querySelectorAll('[data-error-summary] li, main h1')].map((one) => one.textContent.trim());
  throw Object.assign(new Error((why.length > 1 ? why.slice(1) : why).join('；') || '服务器没有收下'), { isRefused: true });
}

async function flushNow() {
  const rows = (await rowsOf(me())).filter((row) => !row.refused);
  const told = rows.length && navigator.onLine ? await freshToken() : null;
  if (!told) return;
  const sent = [];
  for (const row of rows) {
    try {
      if (await send(row, told.token)) {
        await drop(row.id);
        sent.push(row.title);
      }
    } catch (problem) {
      if (!problem.isRefused) break;
      await put({ ...row, refused: problem.message });
    }
  }
  if (sent.length) showStrip(`已送出 ${sent.length}份：${sent.join('、')}`, '本机存的已经送到。', null, 'met');
}

async function tellRefused() {
  const [row] = (await rowsOf(me())).filter((one) => one.refused);
  if (!row) return;
  showStrip(`本机存的${row.title}没有收下`, row.refused, [{
    label: '取回修改',
    act: async () => {
      sessionStorage.setItem(row.typedName, JSON.stringify(row.typed));
      await drop(row.id);
      location.assign(row.page);
    },
  }, {
    label: '不送了',
    act: async () => {
      await drop(row.id);
      hideStrip();
    },
  }], 'soon');
}

let isBusy = false;

export async function flush() {
  if (isBusy || !me() || !document.body.dataset.keptList || !window.indexedDB) return;
  isBusy = true;
  try {
    await (navigator.locks ? navigator.locks.request('outbox', flushNow) : flushNow());
    await tellRefused();
  } catch { /* no network after all: the rows wait */ } finally {
    isBusy = false;
  }
}

// The pages one may need on the road, fetched through the worker so that they lie there.
async function fetchPages() {
  const told = await freshToken();
  for (const page of told?.pages ?? []) await fetch(page, { headers: { Accept: 'text/html' } });
}

export function fieldWork() {
  if (!document.body.dataset.keptList) return;
  navigator.serviceWorker?.register('/sw.js').then(() => navigator.serviceWorker.ready)
    .then(fetchPages).catch(() => { /* a plain address has no worker: forms that are open still wait */ });
  window.addEventListener('online', flush);
  setInterval(flush, EVERY);
  flush();
}

