// Small helps in forms and tables.
import { grouped, readNumber } from './words.js';

// data-show-when="id_kind=appearance|intrinsic": shown while that field (or the checked radio of that name) has one of the values.
export function showWhen(root) {
  for (const part of root.querySelectorAll('[data-show-when], [data-show-when-new]')) {
    if (part.dataset.isWatching) continue;
    part.dataset.isWatching = '1';
    const [id, values] = part.dataset.showWhen ? part.dataset.showWhen.split('=') : [part.dataset.showWhenNew, 'new'];
    const wanted = values.split('|');
    const current = () => {
      const field = document.getElementById(id);
      if (field && 'value' in field && !['radio', 'checkbox'].includes(field.type)) return field.value;
      if (field?.type === 'checkbox') return field.checked ? 'on' : '';
      const name = field?.name || id.replace(/^id_/, '');
      return document.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.value ?? '';
    };
    const draw = () => { part.hidden = !wanted.includes(current()); };
    document.addEventListener('change', draw);
    draw();
  }
}

// data-ticked-when="result=solved": picking that value ticks the box, another takes the tick off; a tick set by hand stays.
export function ticksItself(root) {
  for (const box of root.querySelectorAll('[data-ticked-when]')) {
    if (box.dataset.isWatching) continue;
    box.dataset.isWatching = '1';
    const [name, value] = box.dataset.tickedWhen.split('=');
    let isByHand = false;
    box.addEventListener('change', () => { isByHand = true; });
    box.form?.addEventListener('change', ({ target }) => {
      if (target.name === name && !isByHand) box.checked = target.value === value;
    });
  }
}

// data-reads="money" or "tonnes": an entry that is not plain digits is read back under the field.
export function readFigures(root) {
  for (const field of root.querySelectorAll('[data-reads]')) {
    if (field.dataset.isRead) continue;
    field.dataset.isRead = '1';
    const line = document.createElement('div');
    line.className = 'q-read';
    line.setAttribute('role', 'status');
    field.after(line);
    const isMoney = field.dataset.reads === 'money';
    const draw = () => {
      const number = readNumber(field.value);
      const isPlain = /^\d*(\.\d*)?$/.test(field.value.trim());
      line.textContent = isPlain || Number.isNaN(number) ? '' : `读作 ${grouped(number, isMoney ? 2 : 3)} ${isMoney ? '元' : '吨'}`;
    };
    field.addEventListener('change', draw);
    draw();
  }
}

// The sticky section menu of a long page marks the section in view.
export function segmentMenu(root) {
  for (const menu of root.querySelectorAll('[data-secnav]')) {
    const links = [...menu.querySelectorAll('a[href^="#"]')];
    const parts = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
    const mark = () => {
      const line = menu.getBoundingClientRect().bottom + 40;
      const past = parts.filter((part) => part.getBoundingClientRect().top <= line);
      const current = past[past.length - 1] ?? parts[0];
      for (const link of links) {
        if (current && link.hash === `#${current.id}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    document.addEventListener('scroll', mark, { passive: true });
    mark();
  }
}

// On phones a long table shows 20 rows and offers the next 20.
export function foldRows(root) {
  if (window.innerWidth >= 992) return;
  for (const table of root.querySelectorAll('table[data-fold]')) {
    const step = Number(table.dataset.fold);
    const rows = [...table.tBodies[0].rows];
    if (rows.length <= step || table.dataset.isFolded) continue;
    table.dataset.isFolded = '1';
    let shown = step;
    const more = document.createElement('div');
    more.className = 'q-foldmore';
    more.innerHTML = '<button class="btn" type="button"></button>';
    const draw = () => {
      rows.forEach((row, at) => { row.hidden = at >= shown; });
      const left = rows.length - shown;
      more.firstElementChild.textContent = `再看 ${Math.min(step, left)}${table.dataset.measure ?? '条'}`;
      more.hidden = left <= 0;
    };
    more.firstElementChild.addEventListener('click', () => { shown += step; draw(); rows[shown - step]?.querySelector('a')?.focus(); });
    table.after(more);
    draw();
  }
}
