// The pages without the frame: one press is one sending, and a fault takes the focus.
import { guardOnce } from './acts.js';

guardOnce(document);
const summary = document.querySelector('[data-error-summary], .q-err');
if (summary) document.querySelector('.is-invalid, [data-error-summary]')?.focus();
