// The controls of the view.

import { checkbox, labelled, select } from './forms.js';
import { drawChips, rangeForm } from './ranges.js';
import { hasLogScore } from './scores.js';
import { node } from './text.js';
import { all, isFull } from './trials.js';
import { changeView, follow, shownTrials, view } from './view.js';

const TOPS = [0, 5, 10, 20, 50, 100, 500]; // best trials that may be shown alone; 0 shows all

function topControl() {
  const tops = TOPS.filter(top => top < all.length);
  if (view.top && !tops.includes(view.top)) { tops.push(view.top); }
  const options = tops.map(top => ({ value: top, text: top ? 'best ' + top : 'all' }));
  const made = select(options, view.top, top => changeView({ top: Number(top) }));
  follow(() => { made.value = view.top; });
  return labelled('Trials', made);
}

function findControl() {
  const input = node('input');
  input.type = 'search';
  input.value = view.find;
  input.addEventListener('input', () => changeView({ find: input.value }));
  return labelled('Find in the table', input);
}

function statusText() {
  const shown = shownTrials().length;
  return shown === all.length
    ? 'All ' + all.length + ' trials are shown.'
    : shown + ' of ' + all.length + ' trials are shown. A link to this page shows the same.';
}

export function startControls() {
  const bar = document.getElementById('controls');
  if (!bar) { return; }
  bar.append(
    ...(all.every(isFull) ? [] : [checkbox('Completed trials only', 'completed')]),
    topControl(),
    checkbox('Only parameters that differ', 'differing'),
    ...(hasLogScore() ? [checkbox('Log axis of scores', 'log')] : []),
    findControl(),
    rangeForm());
  const chips = node('ul', '', 'chips');
  const status = node('p', '', 'note');
  status.setAttribute('role', 'status');
  bar.after(chips, status);
  function update() {
    status.textContent = statusText();
    drawChips(chips);
  }
  follow(update);
  update();
}
