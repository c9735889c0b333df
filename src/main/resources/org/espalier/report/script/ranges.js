// Ranges by keyboard, and the buttons that remove them: what the brush on the axes of the parallel
// coordinates does.

import { button, labelled, option, select } from './forms.js';
import { columnNamed, fullName, isListed, parameters, SCORE } from './parameters.js';
import { node, short } from './text.js';
import { changeRanges, view } from './view.js';

const UNLIMITED = Number.MAX_VALUE; // end of a range that the reader left open

function end(input, open) { return input.value.trim() === '' ? open : Number(input.value); }

function numberInput() {
  const input = node('input');
  input.type = 'text';
  input.size = 8;
  input.inputMode = 'decimal';
  return input;
}

/** A form that filters a column by a range, or by a value if its values are listed. */
export function rangeForm() {
  const form = node('details', '', 'control');
  const box = node('div', '', 'controls');
  const from = numberInput();
  const to = numberInput();
  const values = node('select');
  const ofRange = [labelled('From', from), labelled('to', to)];
  const ofList = labelled('Value', values);
  const which = select([...parameters, SCORE].map(column => ({ value: column.name, text: fullName(column) })), parameters[0].name, offer);
  function offer() {
    const column = columnNamed(which.value);
    values.replaceChildren(...column.listed.map((text, value) => option({ value, text })));
    ofRange.forEach(part => { part.hidden = isListed(column); });
    ofList.hidden = !isListed(column);
  }
  function filter() {
    const column = columnNamed(which.value);
    const range = isListed(column) ? [Number(values.value), Number(values.value)] : [end(from, -UNLIMITED), end(to, UNLIMITED)];
    if (range.some(isNaN)) { return; }
    changeRanges(column.name, [...(isListed(column) ? view.ranges[column.name] ?? [] : []), range]);
  }
  box.append(labelled('Column', which), ...ofRange, ofList, button('Filter', filter));
  form.append(node('summary', 'Filter by a range'), box);
  offer();
  return form;
}

function rangeText(column, range) {
  if (isListed(column)) {
    return column.label + ' ' + column.listed.filter((_, i) => i >= range[0] && i <= range[1]).join(', ');
  }
  return column.label
    + (range[0] > -UNLIMITED ? ' from ' + short(range[0]) : '') + (range[1] < UNLIMITED ? ' to ' + short(range[1]) : '');
}

/** Fills a list with a button for each range of the view. */
export function drawChips(list) {
  const chip = (name, range) => {
    const text = rangeText(columnNamed(name), range);
    const made = button(text + ' \u00d7', () => changeRanges(name, view.ranges[name].filter(other => other !== range)));
    made.setAttribute('aria-label', 'Remove the filter: ' + text);
    const item = node('li');
    item.append(made);
    return item;
  };
  list.replaceChildren(...Object.entries(view.ranges).flatMap(([name, ranges]) => ranges.map(range => chip(name, range))));
}
