// A search box over a list, by the ARIA combobox pattern: ↑ ↓ choose, Enter takes, Esc closes. Enter that ends a Chinese
// input-method word neither takes nor submits.
import { escaped, icon } from './words.js';

const PAUSE = 200;

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector('[role=combobox]');
    this.value = box.querySelector('[data-combobox-value]');
    this.list = box.querySelector('[role=listbox]');
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.listen();
  }

  listen() {
    this.input.addEventListener('input', (event) => {
      this.set('', '');
      if (!event.isComposing) this.search();
    });
    this.input.addEventListener('compositionend', () => this.search());
    this.input.addEventListener('focus', () => { if (!this.value.value) this.search(); });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const item = event.target.closest('[role=option]');
      if (item) this.take(Number(item.dataset.at));
    });
  }

  search() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const turn = ++this.asked;
    const source = new URL(this.box.dataset.combobox, location.href);
    source.searchParams.set('q', this.input.value.trim());
    try {
      const answer = await fetch(source, { headers: { Accept: 'application/json' } });
      if (turn !== this.asked || !answer.ok) return;
      const found = await answer.json();
      this.options = found.options ?? [];
      if (found.create) this.options = [...this.options, { value: 'new', label: found.create, isNew: true }];
      if (document.activeElement === this.input) this.draw();
    } catch { this.close(); }
  }

  draw() {
    this.list.innerHTML = this.options.map((option, at) =>
      `<li role="option" id="${this.list.id}-${at}" data-at="${at}" aria-selected="false"><span>${option.isNew ? icon('plus') : ''}`
      + `<strong>${escaped(option.label)}</strong>${option.detail ? `<br><span class="q-cap">${escaped(option.detail)}</span>` : ''}</span>`
      + `${option.note ? `<span class="q-cap">${escaped(option.note)}</span>` : ''}</li>`).join('')
      || '<li class="q-empty q-cap" role="option" aria-disabled="true" aria-selected="false">没有匹配的</li>';
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.point(this.options.length ? 0 : -1);
  }

  point(at) {
    this.active = at;
    this.list.querySelectorAll('[role=option]').forEach((item, index) =>
      item.setAttribute('aria-selected', String(index === at)));
    const item = this.list.querySelector(`[data-at="${at}"]`);
    if (item) {
      this.input.setAttribute('aria-activedescendant', item.id);
      item.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const isOpen = !this.list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) return void this.ask();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.point((this.active + step + this.options.length) % Math.max(this.options.length, 1));
    } else if (event.key === 'Enter') {
      if (!event.ctrlKey && !event.metaKey) event.preventDefault();
      if (isOpen && this.active >= 0) this.take(this.active);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  take(at) {
    const option = this.options[at];
    if (!option) return;
    if (!option.isNew) this.input.value = option.label;
    this.set(String(option.value), option);
    this.close();
  }

  set(value, option) {
    if (this.value.value === value) return;
    this.value.value = value;
    this.value.dispatchEvent(new Event('change', { bubbles: true }));
    if (option) this.box.dispatchEvent(new CustomEvent('combobox:choose', { bubbles: true, detail: option }));
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

export function comboboxes(root) {
  for (const box of root.querySelectorAll('[data-combobox]')) {
    if (box.dataset.isReady) continue;
    box.dataset.isReady = '1';
    new Combobox(box);
  }
}
