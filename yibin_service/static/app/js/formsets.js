// Rows of a formset: add, take away, fill from a copied table, add up.
import { grouped, readNumber } from './words.js';

class Formset {
  constructor(box) {
    this.box = box;
    this.prefix = box.dataset.formset;
    this.template = box.querySelector('template[data-row-template]');
    this.total = document.querySelector(`[name="${this.prefix}-TOTAL_FORMS"]`);
    box.addEventListener('click', (event) => {
      if (event.target.closest('[data-add-row]')) this.addRow()?.querySelector('input, select')?.focus();
      const remove = event.target.closest('[data-remove-row]');
      if (remove) this.removeRow(remove.closest('[data-row]'));
    });
    box.addEventListener('paste', (event) => this.pasted(event));
    box.addEventListener('input', () => this.addUp());
    this.addUp();
  }

  rows() {
    return [...this.box.querySelectorAll('[data-row]')].filter((row) => !row.hidden);
  }

  addRow() {
    const most = Number(document.querySelector(`[name="${this.prefix}-MAX_NUM_FORMS"]`)?.value ?? 1000);
    if (this.rows().length >= most) return null;
    const shell = document.createElement('template');
    shell.innerHTML = this.template.innerHTML.replaceAll('__prefix__', this.total.value)
      .replaceAll('__number__', String(this.rows().length + 1));
    const row = shell.content.querySelector('[data-row]');
    const last = [...this.box.querySelectorAll('[data-row]')].pop();
    if (last) last.after(row);
    else this.template.before(row);
    this.total.value = String(Number(this.total.value) + 1);
    this.changed(row);
    return row;
  }

  removeRow(row) {
    const mark = row.querySelector('[name$="-DELETE"]');
    if (mark) {
      if (mark.type === 'checkbox') mark.checked = true;
      else mark.value = 'on';
    }
    row.hidden = true;
    if (!mark) row.querySelectorAll('input, select, textarea').forEach((field) => { field.value = ''; });
    this.box.querySelector('[data-add-row]')?.focus();
    this.changed(row);
  }

  // As many rows as were written elsewhere; fewer are left as they are.
  growTo(count) {
    while (Number(this.total.value) < count && this.addRow());
  }

  // Rows that were filled in as taken away do not show.
  settle() {
    for (const row of this.rows()) {
      const mark = row.querySelector('[name$="-DELETE"]');
      if (mark && (mark.type === 'checkbox' ? mark.checked : mark.value)) row.hidden = true;
    }
    this.addUp();
  }

  changed(row) {
    row.dispatchEvent(new CustomEvent('page:drawn', { bubbles: true }));
    this.box.dispatchEvent(new CustomEvent('formset:changed', { bubbles: true }));
    this.addUp();
  }

  cells(row) {
    return [...row.querySelectorAll('input, select, textarea')]
      .filter((field) => field.type !== 'hidden' && !field.name.endsWith('-DELETE') && field.name);
  }

  pasted(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const row = event.target.closest('[data-row]');
    if (!row || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    this.put(text, this.rows().indexOf(row), Math.max(this.cells(row).indexOf(event.target), 0));
  }

  // Fills from the given row and column; empty last rows are used first. Gives how many rows were filled.
  put(text, from, column) {
    const lines = text.replace(/\r/g, '').split('\n').filter((line) => line.trim());
    let filled = 0;
    for (const line of lines) {
      const row = this.rows()[from + filled] ?? this.addRow();
      if (!row) break;
      const cells = this.cells(row).slice(column);
      line.split('\t').slice(0, cells.length).forEach((value, at) => setCell(cells[at], value.trim()));
      filled += 1;
    }
    this.addUp();
    this.box.dispatchEvent(new Event('change', { bubbles: true }));
    return filled;
  }

  // An empty row waits to be written; it counts for nothing.
  written() {
    return this.rows().filter((row) => this.cells(row).some((field) => field.value)).length;
  }

  addUp() {
    for (const output of this.box.querySelectorAll('[data-sum]')) {
      const places = Number(output.dataset.places ?? 3);
      const numbers = this.rows().flatMap((row) => [...row.querySelectorAll(`[name$="-${output.dataset.sum}"]`)])
        .map((field) => readNumber(field.value)).filter((number) => !Number.isNaN(number));
      output.textContent = grouped(numbers.reduce((sum, number) => sum + number, 0), places);
    }
    for (const output of this.box.querySelectorAll('[data-count-rows]')) output.textContent = String(this.written());
  }
}

function setCell(field, value) {
  if (field.tagName === 'SELECT') {
    const option = [...field.options].find((one) => one.textContent.trim() === value || one.value === value);
    if (option) field.value = option.value;
  } else field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

const isHeading = (line) => line.split('\t').every((cell) => Number.isNaN(readNumber(cell)) && !/\d/.test(cell));

const all = new Map();

const COUNTS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;

// Before a form is filled in with what was typed earlier: its tables get the rows that were written then. Gives what is
// left to fill in, without the counts, which belong to the page.
export function withRows(form, typed) {
  for (const [name, value] of typed) {
    const formset = name.endsWith('-TOTAL_FORMS') && all.get(name.slice(0, -'-TOTAL_FORMS'.length));
    if (formset && form.contains(formset.box)) formset.growTo(Number(value));
  }
  return typed.filter(([name]) => !COUNTS.test(name));
}

export function settleRows(form) {
  for (const formset of all.values()) if (form.contains(formset.box)) formset.settle();
}

export function formsets(root) {
  for (const box of root.querySelectorAll('[data-formset]')) {
    if (box.dataset.isReady) continue;
    box.dataset.isReady = '1';
    all.set(box.dataset.formset, new Formset(box));
  }
  for (const button of root.querySelectorAll('[data-paste-open]')) {
    button.addEventListener('click', () => document.getElementById(button.dataset.pasteOpen).showModal());
  }
  for (const button of root.querySelectorAll('[data-paste-take]')) {
    button.addEventListener('click', () => takePasted(button));
  }
}

function takePasted(button) {
  const formset = all.get(button.dataset.pasteTake);
  const box = document.querySelector(`[data-paste-text="${button.dataset.pasteTake}"]`);
  const lines = box.value.split('\n');
  if (lines.length > 1 && isHeading(lines[0])) lines.shift();
  const rows = formset.rows();
  const firstEmpty = rows.findIndex((row) => formset.cells(row).every((field) => !field.value));
  formset.put(lines.join('\n'), firstEmpty < 0 ? rows.length : firstEmpty, 0);
  box.value = '';
  button.closest('dialog').close();
}
