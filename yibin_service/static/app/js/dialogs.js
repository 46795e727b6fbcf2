// Dialogs: the question, its consequences, two verbs. Esc and the harmless verb close and give the focus back.

function built(form, submitter, question) {
  const list = document.getElementById(form.dataset.consequences ?? '');
  const dialog = document.createElement('dialog');
  dialog.className = 'q-dialog';
  dialog.setAttribute('aria-labelledby', 'q-asked');
  const title = document.createElement('h2');
  title.className = 'mb-2';
  title.id = 'q-asked';
  title.textContent = question;
  dialog.append(title);
  if (list) {
    const copy = document.createElement('ul');
    copy.className = 'q-consequences';
    copy.append(...[...list.querySelectorAll('li')].map((line) => line.cloneNode(true)));
    dialog.append(copy);
  }
  const acts = document.createElement('div');
  acts.className = 'q-dialog-acts';
  acts.innerHTML = '<button class="btn" type="button" data-dialog-no autofocus></button>'
    + '<button class="btn btn-primary" type="button" data-dialog-yes></button>';
  acts.firstElementChild.textContent = form.dataset.confirmNo ?? '先不办';
  acts.lastElementChild.textContent = submitter?.textContent.trim() || '办理';
  dialog.append(acts);
  document.getElementById('main').append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  return dialog;
}

function echo(dialog) {
  for (const output of dialog.querySelectorAll('[data-echo]')) {
    const field = document.getElementById(output.dataset.echo);
    output.textContent = (field?.selectedOptions?.[0]?.textContent ?? field?.value ?? '').trim();
  }
}

// Resolves true when nothing is to be asked, or the person chose to go on.
export function askFirst(form, submitter) {
  const asked = submitter?.dataset.confirm ?? (submitter?.hasAttribute('data-no-confirm') ? undefined : form.dataset.confirm);
  if (!asked) return Promise.resolve(true);
  const ready = document.getElementById(asked);
  const dialog = ready?.tagName === 'DIALOG' ? ready : built(form, submitter, asked);
  echo(dialog);
  return new Promise((resolve) => {
    let isYes = false;
    const yes = () => { isYes = true; dialog.close(); };
    const no = () => dialog.close();
    dialog.querySelector('[data-dialog-yes]').addEventListener('click', yes, { once: true });
    dialog.querySelector('[data-dialog-no]').addEventListener('click', no, { once: true });
    dialog.addEventListener('close', () => {
      dialog.querySelector('[data-dialog-yes]').removeEventListener('click', yes);
      dialog.querySelector('[data-dialog-no]').removeEventListener('click', no);
      submitter?.focus();
      resolve(isYes);
    }, { once: true });
    dialog.showModal();
  });
}

// Buttons that only open a dialog, and the harmless button of every dialog.
export function openDialogs(root) {
  for (const button of root.querySelectorAll('[data-opens]')) {
    button.addEventListener('click', () => document.getElementById(button.dataset.opens)?.showModal());
  }
  for (const dialog of root.querySelectorAll('dialog')) {
    dialog.querySelector('[data-dialog-no]')?.addEventListener('click', () => dialog.close());
  }
}
