// Drafts save themselves: 1.5 s after the last key and on leaving a field. Without network they wait in this browser.
import { settleRows, withRows } from './formsets.js';
import { csrfToken } from './ids.js';
import { icon } from './words.js';
import { hideStrip, showStrip } from './strip.js';

const PAUSE = 1500;
const PATIENCE = 15_000;
const clock = () => new Date().toTimeString().slice(0, 5);
const PREFIX = 'draft:';
const me = () => document.body.dataset.user ?? '';

class Draft {
  constructor(form) {
    this.form = form;
    this.status = document.querySelector('[data-autosave-status]');
    this.isSaving = false;
    this.isDirty = false;
    form.addEventListener('input', (event) => { if (!event.isComposing) this.soon(PAUSE); });
    form.addEventListener('compositionend', () => this.soon(PAUSE));
    form.addEventListener('change', () => this.soon(0));
    form.addEventListener('formset:changed', () => this.soon(0));
    form.addEventListener('submit', () => this.giveWay());
    form.addEventListener('act:done', () => localStorage.removeItem(this.name));
    window.addEventListener('online', () => { if (localStorage.getItem(this.name)) this.save(); });
    this.offer();
    // A submit that was sent back took the place of the saving it had stopped.
    if ('unsaved' in form.dataset) this.soon(0);
  }

  get url() { return this.form.dataset.autosaveUrl; }

  get name() { return PREFIX + this.url.split('?')[0]; }

  soon(pause) {
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // What is being submitted need not be saved as a draft: a draft that became a card is refused.
  giveWay() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  fields() {
    const fields = [];
    for (const [name, value] of new FormData(this.form)) if (typeof value === 'string') fields.push([name, value]);
    return fields;
  }

  tell(kind, outline, words) {
    if (!this.status) return;
    this.status.className = `q-saved${kind ? ` q-saved--${kind}` : ''}`;
    this.status.innerHTML = icon(outline);
    this.status.append(words);
  }

  async save() {
    if (!this.form.isConnected) return;
    if (this.isSaving || this.form.dataset.sending) return void this.soon(PAUSE);
    this.isSaving = true;
    this.isDirty = false;
    const fields = this.fields();
    const name = this.name;
    const request = new AbortController();
    const patience = setTimeout(() => request.abort('late'), PATIENCE);
    this.request = request;
    try {
      const answer = await fetch(this.url, {
        method: 'POST', body: new URLSearchParams(fields), headers: { 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
        signal: request.signal, redirect: 'manual',
      });
      if (!answer.ok) throw Object.assign(new Error('refused'), { answer });
      this.done(await answer.json(), name);
    } catch (problem) {
      if (request.signal.aborted && request.signal.reason !== 'late') this.isDirty = true;
      else this.hold(name, fields, problem);
    } finally {
      clearTimeout(patience);
      this.isSaving = false;
      if (this.isDirty) this.soon(PAUSE);
    }
  }

  done(saved, name) {
    localStorage.removeItem(name);
    if (saved.url) this.form.dataset.autosaveUrl = saved.url;
    if (saved.page) history.replaceState(null, '', saved.page);
    this.tell('', 'cloud-check', `草稿已保存 ${saved.saved_at ?? clock()}`);
    this.form.dispatchEvent(new CustomEvent('draft:saved', { bubbles: true, detail: saved }));
  }

  hold(name, fields, problem) {
    try {
      localStorage.setItem(name, JSON.stringify({ at: clock(), user: me(), page: location.pathname, kept: Date.now(), fields }));
    } catch { /* storage full: what is typed still stands on the page */ }
    if (!problem.answer) this.tell('held', 'cloud-off', '没有网络，存在本机');
    else if (problem.answer.type === 'opaqueredirect') this.tell('held', 'cloud-off', '登录已过期，存在本机');
    else this.tell('not', 'alert-circle', '草稿没有存上，已留在本机');
  }

  // The copy of this draft; on the page of a new one the latest that this person wrote there and that never got a page
  // of its own, since this one gives each visit another draft.
  held() {
    const own = localStorage.getItem(this.name);
    if (own) return [this.name, JSON.parse(own)];
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))
      .map((name) => [name, JSON.parse(localStorage.getItem(name))])
      .filter(([, copy]) => copy.user === me() && copy.page === location.pathname)
      .sort(([, one], [, other]) => other.kept - one.kept)[0];
  }

  // A copy that never reached the server is offered, not forced: the server's draft may be newer.
  offer() {
    const [name, copy] = this.held() ?? [];
    if (!copy) return;
    showStrip('本机有一份没有送出的草稿', `${copy.at} 存下的，比服务器上的新时请取回。`, [{
      label: '取回这份草稿',
      act: () => {
        this.become(name);
        this.fill(copy.fields);
        hideStrip();
        this.soon(0);
      },
    }, {
      label: '不要了',
      act: () => {
        localStorage.removeItem(name);
        hideStrip();
      },
    }], 'soon');
  }

  // From now on this is the copy's draft: had it reached the server after all, there are not two of them.
  become(name) {
    if (name === this.name) return;
    const address = name.slice(PREFIX.length);
    this.form.dataset.autosaveUrl = address;
    this.form.action = address.replace(/save\/$/, '');
  }

  fill(fields) {
    const skip = new Set(['csrfmiddlewaretoken', 'act_id', 'seen_version']);
    for (const [name, value] of withRows(this.form, fields)) {
      if (skip.has(name)) continue;
      for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (['radio', 'checkbox'].includes(field.type)) field.checked = field.value === value;
        else if (field.type !== 'file') field.value = value;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
    settleRows(this.form);
  }
}

export function autosave(root) {
  for (const form of root.querySelectorAll('form[data-autosave-url]')) {
    if (form.dataset.isAutosaved) continue;
    form.dataset.isAutosaved = '1';
    new Draft(form);
  }
}
