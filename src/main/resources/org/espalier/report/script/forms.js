// Controls with labels.

import { node } from './text.js';
import { changeView, follow, view } from './view.js';

export function labelled(text, control) {
  const box = node('label', '', 'control');
  const parts = [node('span', text), control];
  box.append(...(control.type === 'checkbox' ? parts.reverse() : parts));
  return box;
}

/** A box for a setting of the view that is on or off. */
export function checkbox(text, name) {
  const input = node('input');
  input.type = 'checkbox';
  input.checked = view[name];
  input.addEventListener('change', () => changeView({ [name]: input.checked }));
  follow(() => { input.checked = view[name]; });
  return labelled(text, input);
}

export function option({ value, text }) {
  const made = node('option', text);
  made.value = value;
  return made;
}

/**
 * A choice.
 *
 * @param options value and text of each
 * @param changed called with the value that the reader chose
 */
export function select(options, value, changed) {
  const made = node('select');
  made.append(...options.map(option));
  made.value = value;
  made.addEventListener('change', () => changed(made.value));
  return made;
}

export function button(text, clicked, css) {
  const made = node('button', text, css);
  made.type = 'button';
  made.addEventListener('click', clicked);
  return made;
}
