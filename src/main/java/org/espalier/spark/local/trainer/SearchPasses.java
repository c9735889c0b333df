package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.BatchTraining;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.Panel;
import org.espalier.train.linear.PanelSums;

/**
 * Training of linear candidates whose searches share passes over rows that stay distributed: those
 * of all folds side by side, each on the rows of the other folds.
 *
 * @param <M> model of a candidate
 */
final class SearchPasses<M> {

  /** Margins in a panel, at most, unless those of one candidate are more. */
  private static final int WIDEST = 24;

  /** Numbers of a column and fold: sum, smallest, largest, number and squares of its values. */
  private static final long TOTALS = 5;

  /**
   * Sums of some rows that searches begin with.
   *
   * @param histogram weights of the classes, as {@link Labels#histogram}; empty unless the labels
   *     are classes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Totals(Moments.Totals values, Moments.Totals labels, double[] histogram)
      implements Serializable {

    private static final long serialVersionUID = 1;

    private Totals plus(Totals other) {
      double[] both = new double[Math.max(histogram.length, other.histogram.length)];
      for (int i = 0; i < both.length; i++) {
        both[i] =
            (i < histogram.length ? histogram[i] : 0)
                + (i < other.histogram.length ? other.histogram[i] : 0);
      }
      return new Totals(values.plus(other.values), labels.plus(other.labels), both);
    }
  }

  /**
   * @param classes true if the labels are classes
   */
  private record TotalsOf(boolean classes) implements FoldPasses.Sums<Totals> {

    private static final long serialVersionUID = 1;

    @Override
    public Totals of(Rows rows) throws InterruptedException {
      return new Totals(
          Moments.Totals.of(rows),
          Moments.Totals.of(rows.labelsAlone()),
          classes ? Labels.histogram(rows) : new double[0]);
    }

    @Override
    public Totals plus(Totals one, Totals other) {
      return one.plus(other);
    }
  }

  /** Begins the training of candidates on the rows of some folds. */
  interface Start<M> {

    /**
     * A training.
     *
     * @throws IllegalArgumentException if an ordinary fit has to report what is wrong
     */
    BatchTraining<M> of(
        boolean isDense, Totals totals, LearnedRows rows, List<LinearParams> params);
  }

  /**
   * Searches of the candidates of a fold.
   *
   * @param params distinct ones
   */
  private record Searches<M>(int fold, BatchTraining<M> training, List<LinearParams> params) {}

  private record FoldPanel(int fold, Panel panel) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** Sums of panels, each over the rows of all folds but its own. */
  private record Losses(List<FoldPanel> panels) implements FoldPasses.Pass<ArrayList<PanelSums>> {

    private static final long serialVersionUID = 1;

    @Override
    public ArrayList<PanelSums> zero() {
      ArrayList<PanelSums> sums = new ArrayList<>();
      panels.forEach(one -> sums.add(one.panel().zero()));
      return sums;
    }

    @Override
    public void add(ArrayList<PanelSums> sums, int fold, Rows rows) throws InterruptedException {
      List<Panel> read = new ArrayList<>();
      List<PanelSums> into = new ArrayList<>();
      for (int i = 0; i < panels.size(); i++) {
        if (panels.get(i).fold() != fold) {
          read.add(panels.get(i).panel());
          into.add(sums.get(i));
        }
      }
      Panel.add(read, into, rows);
    }

    @Override
    public FoldPasses.Plus<ArrayList<PanelSums>> plus() {
      return Losses::plus;
    }

    private static ArrayList<PanelSums> plus(
        ArrayList<PanelSums> sums, ArrayList<PanelSums> others) {
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).add(others.get(i));
      }
      return sums;
    }

    @Override
    public long bytes() {
      return panels.stream().mapToLong(one -> one.panel().bytes()).sum();
    }
  }

  private final FoldPasses passes;
  private final List<Totals> totals;
  private final Start<M> start;

  /**
   * @param classes true if the labels are classes
   */
  SearchPasses(FoldPasses passes, boolean classes, Start<M> start) throws InterruptedException {
    this.passes = passes;
    this.totals = passes.sums(new TotalsOf(classes), bytes(passes.learned(-1).columns()));
    this.start = start;
  }

  /** True if the labels of all rows are classes, whose weights a task can return by fold. */
  static boolean takesClasses(FoldPasses passes) {
    long classes = passes.learned(-1).labels().all();
    return classes > 0 && classes * Double.BYTES * passes.folds() <= passes.mostBytes();
  }

  /** Bytes of the totals of a fold, without its classes. */
  private static long bytes(int columns) {
    return TOTALS * Double.BYTES * columns;
  }

  /**
   * True if a task can return what passes need at least.
   *
   * @param sets number of sets of coefficients of a candidate
   */
  static boolean takes(FoldPasses passes, int columns, int sets) {
    long totals = bytes(columns) * passes.folds();
    long panel = Panel.bytes(columns, sets, Math.max(1, WIDEST / sets));
    return Math.max(totals, panel) <= passes.mostBytes();
  }

  /**
   * Trains candidates.
   *
   * @param isWanted false for one, by its place, that may leave the passes that follow
   */
  List<Optional<M>> train(List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    List<LinearParams> params =
        candidates.stream().map(one -> CandidateTrainer.linear(one.estimator())).toList();
    Map<Integer, Optional<Searches<M>>> byFold = new TreeMap<>();
    for (Candidate candidate : candidates) {
      byFold.computeIfAbsent(
          candidate.fold(), fold -> begin(fold, ofFold(fold, candidates, params, any -> true)));
    }
    List<Searches<M>> all = byFold.values().stream().flatMap(Optional::stream).toList();
    while (pass(all)) {
      all.forEach(one -> drop(one, ofFold(one.fold(), candidates, params, isWanted)));
    }
    List<Optional<M>> models = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      LinearParams own = params.get(i);
      models.add(
          byFold
              .getOrDefault(candidates.get(i).fold(), Optional.empty())
              .filter(one -> one.params().contains(own))
              .map(one -> one.training().model(one.params().indexOf(own))));
    }
    return models;
  }

  /** Distinct params of the candidates of a fold that are wanted. */
  private static List<LinearParams> ofFold(
      int fold, List<Candidate> candidates, List<LinearParams> params, IntPredicate isWanted) {
    return IntStream.range(0, candidates.size())
        .filter(i -> candidates.get(i).fold() == fold && isWanted.test(i))
        .mapToObj(params::get)
        .distinct()
        .toList();
  }

  private static <M> void drop(Searches<M> searches, List<LinearParams> wanted) {
    for (int i = 0; i < searches.params().size(); i++) {
      if (!wanted.contains(searches.params().get(i))) {
        searches.training().drop(i);
      }
    }
  }

  private Optional<Searches<M>> begin(int fold, List<LinearParams> params) {
    Totals learned =
        IntStream.range(0, totals.size())
            .filter(each -> each != fold)
            .mapToObj(totals::get)
            .reduce(Totals::plus)
            .orElseThrow();
    List<LinearParams> valid =
        params.stream().filter(one -> begun(fold, learned, List.of(one)).isPresent()).toList();
    return valid.isEmpty() ? Optional.empty() : begun(fold, learned, valid);
  }

  /** Searches that have not passed over a row yet; empty if one of them has invalid params. */
  private Optional<Searches<M>> begun(int fold, Totals learned, List<LinearParams> params) {
    try {
      return Optional.of(
          new Searches<>(
              fold, start.of(passes.isDense(), learned, passes.learned(fold), params), params));
    } catch (IllegalArgumentException e) { // an ordinary fit reports it
      return Optional.empty();
    }
  }

  /** Goes over the rows for all searches that ask, as often as their sums need; false if none. */
  private boolean pass(List<Searches<M>> searches) throws InterruptedException {
    List<Searches<M>> asking = searches.stream().filter(one -> one.training().asks()).toList();
    List<Integer> counts = new ArrayList<>();
    List<FoldPanel> panels = new ArrayList<>();
    for (Searches<M> one : asking) {
      List<Panel> asked = one.training().asked();
      counts.add(asked.size());
      asked.forEach(panel -> panels.add(new FoldPanel(one.fold(), panel)));
    }
    List<PanelSums> sums = sums(panels);
    int from = 0;
    for (int i = 0; i < asking.size(); i++) {
      asking.get(i).training().tell(sums.subList(from, from + counts.get(i)));
      from += counts.get(i);
    }
    return !asking.isEmpty();
  }

  private List<PanelSums> sums(List<FoldPanel> panels) throws InterruptedException {
    List<PanelSums> sums = new ArrayList<>();
    int from = 0;
    while (from < panels.size()) {
      int to = from + 1;
      long bytes = panels.get(from).panel().bytes();
      while (to < panels.size() && bytes + panels.get(to).panel().bytes() <= passes.mostBytes()) {
        bytes += panels.get(to++).panel().bytes();
      }
      sums.addAll(passes.total(new Losses(new ArrayList<>(panels.subList(from, to)))));
      from = to;
    }
    return sums;
  }
}
