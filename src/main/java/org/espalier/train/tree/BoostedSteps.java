package org.espalier.train.tree;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Trees of a boosting grown so far, from which the labels of the next tree are computed: the
 * residuals at the margins of the rows. Margins are added tree by tree, so they are the same from
 * whichever stored step they continue.
 */
final class BoostedSteps implements Serializable {

  private static final long serialVersionUID = 1;

  private final Boosting boosting;
  private final ArrayList<BinnedTree> trees;

  BoostedSteps(Boosting boosting, List<BinnedTree> trees) {
    this.boosting = boosting;
    this.trees = new ArrayList<>(trees);
  }

  /**
   * Returns the labels that the next tree is trained on, by row.
   *
   * @param at index of these rows among the chunks of the partition
   * @param kept margins of earlier passes; the new margins are stored there
   */
  double[] labels(CodedRows rows, int at, BinnedRows binned, KeptMargins kept, StopRequest stop)
      throws InterruptedException {
    double[] labels = new double[rows.size()];
    if (trees.isEmpty()) {
      for (int row = 0; row < labels.length; row++) {
        labels[row] = boosting.loss().target(rows.label(row));
      }
      return labels;
    }
    double[] margins = margins(at, binned, kept, labels.length, stop);
    for (int row = 0; row < labels.length; row++) {
      stop.checkAt(row);
      double target = boosting.loss().target(rows.label(row));
      labels[row] = boosting.loss().residual(margins[row], target);
    }
    return labels;
  }

  private double[] margins(int at, BinnedRows binned, KeptMargins kept, int rows, StopRequest stop)
      throws InterruptedException {
    KeptMargins.Margins before = kept.margins(boosting, at);
    if (before.steps() == trees.size()) {
      return before.byRow();
    }
    boolean isEarlier = before.steps() > 0 && before.steps() < trees.size();
    double[] margins = isEarlier ? before.byRow().clone() : new double[rows];
    for (int tree = isEarlier ? before.steps() : 0; tree < trees.size(); tree++) {
      stop.check();
      trees.get(tree).addPredictions(binned, tree == 0 ? 1 : boosting.stepSize(), margins);
    }
    kept.keep(boosting, at, new KeptMargins.Margins(trees.size(), margins));
    return margins;
  }
}
