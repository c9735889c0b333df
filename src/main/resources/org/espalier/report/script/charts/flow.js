// Trials from rung to rung, and out of the last one that each reached.

import { base } from '../axes.js';
import { register } from '../registry.js';
import { tip } from '../text.js';
import { COMPLETED } from '../trials.js';

function stationColour(colours, name) {
  if (name === 'failed' || name === 'lost') { return colours.bad; }
  return name === COMPLETED || /^Rung /.test(name) ? colours.accent : colours.muted;
}

register({
  name: 'flow',
  draw({ colours, data }) {
    const names = [...new Set(data.flatMap(link => [link.from, link.to]))];
    const text = ({ data: link, name, value }) => link.source
      ? tip(link.source + ' \u2192 ' + link.target, [link.value + (link.value === 1 ? ' trial' : ' trials')])
      : tip(name, [value + ' trials']);
    return base(colours, text, {
      series: [{
        type: 'sankey', left: 4, right: 90, top: 10, bottom: 10, nodeWidth: 12, nodeGap: 14, draggable: false, layoutIterations: 16,
        label: { color: colours.ink }, lineStyle: { opacity: .3, color: 'target' }, emphasis: { disabled: true },
        data: names.map(name => ({ name, itemStyle: { color: stationColour(colours, name), borderWidth: 0 } })),
        links: data.map(link => ({ source: link.from, target: link.to, value: link.trials }))
      }]
    });
  }
});
