// Behaviours of the pages. Each module looks for its own attributes in a root and does nothing where they are absent.
import { sendActs, guardOnce } from './acts.js';
import { openDialogs } from './dialogs.js';
import { tick } from './clock.js';
import { comboboxes } from './combobox.js';
import { autosave } from './autosave.js';
import { uploads } from './uploads.js';
import { formsets } from './formsets.js';
import { showWhen, ticksItself, readFigures, segmentMenu, foldRows } from './fields.js';
import { offerKept } from './keep.js';
import { listenToKeys } from './keys.js';
import { listenToHtmx, watch } from './live.js';
import { phoneMenu } from './menu.js';
import { fieldWork } from './offline.js';
import { printButtons } from './print.js';
import { signatures } from './sign.js';

const behaviours = [
  sendActs, guardOnce, openDialogs, tick, comboboxes, autosave, uploads, formsets,
  showWhen, ticksItself, readFigures, segmentMenu, foldRows, offerKept, watch, printButtons,
  signatures,
];

export function enhance(root) {
  for (const behave of behaviours) behave(root);
  const summary = root.querySelector('[data-error-summary]');
  if (summary) summary.focus();
}

document.addEventListener('page:drawn', (event) => enhance(event.target));
document.addEventListener('htmx:load', (event) => {
  if (event.target !== document.body) enhance(event.target);
});
enhance(document);
listenToKeys();
listenToHtmx();
phoneMenu();
fieldWork();
