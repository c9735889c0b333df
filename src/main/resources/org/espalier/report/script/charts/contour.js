// Trials by two parameters, coloured by score or rank, before the mean of the trials nearby.

import { base } from '../axes.js';
import { page } from '../data.js';
import { checkbox, labelled, select } from '../forms.js';
import { fullName, isListed, parameterAxis, parameterNamed, parameters, place, placeAt, unit, valueText } from '../parameters.js';
import { byTrial, ring } from '../points.js';
import { register } from '../registry.js';
import { colouredByScore, scoreOn, spread } from '../scores.js';
import { byScore, chosen, isFull, isScored, ranked } from '../trials.js';
import { changeView, follow, shownTrials, view } from '../view.js';

const CELLS = 28; // cells of the surface along a range
const NEAR = .3; // least sum of weights for which a cell has a mean
const MEASURED = 1000; // trials of which means are made at most, the best ones

/** The parameter of an axis: as chosen, else one of the two most important that the chosen trial has. */
function contourParameter(side) {
  const importance = page.charts.importance ?? [];
  const rank = parameter => {
    const i = importance.findIndex(main => main.parameter === parameter.name);
    return i < 0 ? importance.length : i;
  };
  const own = parameters.filter(p => p.name !== 'learner' && (chosen === undefined || p.values[chosen] !== null));
  const known = (own.length < 2 ? parameters : own).slice().sort((a, b) => rank(a) - rank(b));
  return parameterNamed(view[side]) ?? known[side === 'x' ? 0 : 1];
}

/** Colours from the last rank to the first. */
function colouredByRank(colours, count) {
  return {
    type: 'continuous', min: 1, max: Math.max(2, count), dimension: 3, seriesIndex: [0, 1], calculable: false, right: 0, top: 'middle', inverse: true,
    itemHeight: 120, text: ['rank ' + count, 'rank 1'], textStyle: { color: colours.muted }, inRange: { color: [colours.good, colours.poor] }
  };
}

/**
 * Means of the scores nearby, where there are any: Nadaraya and Watson's estimate with a normal kernel.
 *
 * @return left and bottom end of each cell, in [0, 1], and its mean
 */
function means(x, y, list, range) {
  const width = Math.max(.06, .4 * Math.pow(Math.max(1, list.length), -1 / 6)); // Scott's rule for two dimensions
  const used = list.length > MEASURED ? ranked.filter(trial => list.includes(trial)).slice(0, MEASURED) : list;
  const at = used.map(trial => ({ u: unit(x, x.values[trial]), v: unit(y, y.values[trial]), score: scoreOn(range, trial) }));
  const weight = (parameter, apart) => isListed(parameter)
    ? Number(Math.abs(apart) < .5 / parameter.listed.length) : Math.exp(-.5 * Math.pow(apart / width, 2));
  const nx = x.listed.length || CELLS;
  const ny = y.listed.length || CELLS;
  const cells = [];
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      let sum = 0;
      let weights = 0;
      at.forEach(point => {
        const near = weight(x, (i + .5) / nx - point.u) * weight(y, (j + .5) / ny - point.v);
        sum += near * point.score;
        weights += near;
      });
      if (weights >= NEAR) { cells.push({ left: i / nx, right: (i + 1) / nx, bottom: j / ny, top: (j + 1) / ny, mean: sum / weights }); }
    }
  }
  return cells;
}

/** Pixels of a corner; on the axis of listed values between two of them. */
function corner(api, x, y, u, v) {
  const [left, top] = api.coord([isListed(x) ? 0 : placeAt(x, u), isListed(y) ? 0 : placeAt(y, v)]);
  const [stepX, stepY] = api.size([1, 1]);
  return [ // whole pixels, so that neighbours meet without a seam
    Math.round(isListed(x) ? left + placeAt(x, u) * stepX : left),
    Math.round(isListed(y) ? top - placeAt(y, v) * stepY : top)
  ];
}

function surface(x, y, list, range) {
  const cells = means(x, y, list, range);
  return {
    type: 'custom', silent: true, z: 0, data: cells.map(cell => [cell.left, cell.bottom, 0, cell.mean]), encode: { x: -1, y: -1 }, clip: true,
    renderItem: (at, api) => {
      const cell = cells[at.dataIndex];
      const from = corner(api, x, y, cell.left, cell.bottom);
      const to = corner(api, x, y, cell.right, cell.top);
      const shape = {
        x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1])
      };
      return { type: 'rect', shape, style: { fill: api.visual('color'), opacity: .35 } };
    }
  };
}

register({
  name: 'contour',
  zooms: true,
  draw({ colours }) {
    const x = contourParameter('x');
    const y = contourParameter('y');
    const range = page.axis;
    const list = shownTrials().filter(trial => isScored(trial) && x.values[trial] !== null && y.values[trial] !== null);
    const at = trial => [place(x, x.values[trial]), place(y, y.values[trial])];
    const ranks = new Map(list.slice().sort(byScore).map((trial, i) => [trial, i + 1]));
    const colour = trial => view.rank ? ranks.get(trial) : scoreOn(range, trial);
    const series = full => ({
      type: 'scatter', clip: false, symbol: full ? 'circle' : 'emptyCircle', symbolSize: full ? 11 : 8, z: full ? 3 : 2,
      data: list.filter(trial => isFull(trial) === full).map(trial => [...at(trial), trial, colour(trial)])
    });
    return base(colours, byTrial(trial => [x, y].map(p => p.label + ' ' + valueText(p, p.values[trial]))), {
      grid: { left: 78, right: 96, top: 30, bottom: 44 },
      xAxis: parameterAxis(colours, x, { name: fullName(x), nameLocation: 'middle', nameGap: 28 }),
      yAxis: parameterAxis(colours, y, { name: fullName(y), nameLocation: 'end' }),
      visualMap: view.rank ? colouredByRank(colours, list.length) : colouredByScore(colours, spread(list, range), 3),
      series: [
        series(true), series(false), ...(view.rank ? [] : [surface(x, y, list, range)]),
        ...(isListed(x) || isListed(y) ? [] : [ring(colours, list, at)])
      ]
    });
  }
});

/** Choice of the two parameters, which stands above the chart. */
export function startContourControls() {
  const box = document.getElementById('contour-axes');
  if (!box) { return; }
  const options = parameters.map(parameter => ({ value: parameter.name, text: fullName(parameter) }));
  [['x', 'Across'], ['y', 'Up']].forEach(([side, text]) => {
    const made = select(options, contourParameter(side).name, name => changeView({ [side]: name }));
    follow(() => { made.value = contourParameter(side).name; });
    box.append(labelled(text, made));
  });
  box.append(checkbox('Colour by rank', 'rank'));
}
