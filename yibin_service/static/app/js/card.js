// The card being written: guesses that can be changed. What decides anything comes from the server.
const form = () => document.getElementById('card-form');
const changed = (field) => field.dispatchEvent(new Event('change', { bubbles: true }));

function machineOf(rollNo) {
  const first = rollNo.trim().normalize('NFKC');
  const options = [...form().elements.machine.options].filter((option) => option.dataset.prefix);
  return options.find((option) => first.startsWith(option.dataset.prefix))?.value ?? '';
}

// The first roll tells the card's machine; a roll of another machine gets its own.
function guessMachine(field) {
  const guess = machineOf(field.value);
  const card = form().elements.machine;
  const own = form().elements[field.name.replace(/roll_no$/, 'machine')];
  if (!guess) return;
  if (!card.value) {
    card.value = guess;
    changed(card);
  }
  if (own && !own.dataset.isChosen) own.value = guess === card.value ? '' : guess;
}

// A defect belongs to one kind of problem; the catalogue shows the defects of the chosen kind first.
function kindOf(option) {
  const group = option?.closest('optgroup');
  const at = group ? [...group.parentElement.querySelectorAll('optgroup')].indexOf(group) : -1;
  return form().querySelectorAll('[name=problem_kind]')[at];
}

function chooseKind(select) {
  const radio = kindOf(select.selectedOptions[0]);
  if (radio && !radio.checked) {
    radio.checked = true;
    changed(radio);
  }
}

function showDefectsOf() {
  const select = form().elements.defect;
  for (const option of select.options) {
    const radio = kindOf(option);
    if (!radio) continue;
    const isOther = Boolean(form().querySelector('[name=problem_kind]:checked')) && !radio.checked;
    option.closest('optgroup').hidden = isOther;
    if (isOther && option.selected) select.value = '';
  }
}

function fillContact(option) {
  for (const name of ['contact_name', 'contact_phone']) {
    const field = form().elements[name];
    if (field && !field.value && option[name]) field.value = option[name];
  }
}

function act(field) {
  if (/^lines-\d+-roll_no$/.test(field.name)) guessMachine(field);
  if (/^lines-\d+-machine$/.test(field.name)) field.dataset.isChosen = '1';
  if (field.name === 'defect') chooseKind(field);
  if (field.name === 'problem_kind') showDefectsOf();
}

document.addEventListener('change', (event) => {
  if (event.target.form === form()) act(event.target);
});
document.addEventListener('input', (event) => {
  if (event.target.form === form() && /-roll_no$/.test(event.target.name) && !event.isComposing) guessMachine(event.target);
});
document.addEventListener('combobox:choose', (event) => {
  if (form()?.contains(event.target)) fillContact(event.detail);
});
document.addEventListener('upload:done', (event) => {
  if (form()?.contains(event.target)) changed(event.target);
});
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-save-draft], [data-remove-tile]') && form()) setTimeout(() => changed(form()), 400);
});
if (form()) showDefectsOf();
document.addEventListener('page:drawn', () => { if (form()) showDefectsOf(); });
