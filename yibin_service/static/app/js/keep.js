// Typed text outlives a stale page and an expired log-in: it is kept in this browser tab and filled in again.
import { settleRows, withRows } from './formsets.js';
import { showStrip } from './strip.js';

const PREFIX = 'kept:';
const NEVER = new Set(['act_id', 'seen_version', 'csrfmiddlewaretoken', 'next']);

const nameOf = (form) => `${PREFIX}${location.pathname}#${form.dataset.act ?? form.getAttribute('action') ?? ''}`;

const isKept = (field) => field.name && !NEVER.has(field.name)
  && !['password', 'file', 'submit', 'button'].includes(field.type);

export const keptName = nameOf;

export function typedIn(form) {
  return [...form.elements].filter(isKept)
    .map((field) => [field.name, field.value, ['checkbox', 'radio'].includes(field.type) ? field.checked : null]);
}

export function keep(form) {
  sessionStorage.setItem(nameOf(form), JSON.stringify(typedIn(form)));
}

function fill(form, typed) {
  for (const [name, value, isChecked] of withRows(form, typed)) {
    const fields = [...form.elements].filter((field) => field.name === name && isKept(field));
    const field = isChecked === null ? fields[0] : fields.find((one) => one.value === value);
    if (!field || field.readOnly || field.disabled) continue;
    if (isChecked === null) field.value = value;
    else field.checked = isChecked;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
  settleRows(form);
}

// After a reload: what was kept goes back into its form.
export function offerKept(root) {
  for (const form of root.querySelectorAll('form[method=post i]')) {
    const kept = sessionStorage.getItem(nameOf(form));
    if (!kept) continue;
    sessionStorage.removeItem(nameOf(form));
    fill(form, JSON.parse(kept));
    showStrip('您刚才写的已填回', '请对照新内容看过一遍再提交。', null, 'soon');
  }
}

export function forget(form) {
  sessionStorage.removeItem(nameOf(form));
}
