package org.espalier.journal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Controlled;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Resumed;

/**
 * Tables and summary of a study, derived from its events.
 *
 * @param trials by number
 * @param cells ordered by proposal, then by fold; only of outcomes that were reported
 * @param decisions in the order of decisions
 * @param curves learning curves that a function reported, ordered as the cells
 */
public record StudyRecord(
    Opened opened,
    List<TrialRow> trials,
    List<CellRow> cells,
    List<DecisionRow> decisions,
    List<CurveRow> curves,
    Summary summary,
    Course course) {

  public StudyRecord {
    trials = List.copyOf(trials);
    cells = List.copyOf(cells);
    decisions = List.copyOf(decisions);
    curves = List.copyOf(curves);
  }

  /**
   * Course of the study after it was opened.
   *
   * @param resumed drivers that resumed the study, in order
   * @param controls requests that drivers granted or refused, in order
   * @param closed end of the study; empty if its process was killed or is running
   * @param leader trial that would win if the search ended now; empty if none was completed
   * @param examination examination of the winner's model on the held-out rows; empty without these
   */
  public record Course(
      List<Resumed> resumed,
      List<Controlled> controls,
      Optional<Closed> closed,
      Optional<Summary.Standing> leader,
      Optional<HeldOutExamination> examination) {
    public Course {
      resumed = List.copyOf(resumed);
      controls = List.copyOf(controls);
    }
  }

  /** Record of a study whose driver is at work; itself if it has ended. */
  public StudyRecord ofRunning() {
    return course.closed().isPresent()
        ? this
        : new StudyRecord(opened, trials, cells, decisions, curves, summary.ofRunning(), course);
  }

  /** Parameters of the space; where it was not recorded, as they occur in the trials. */
  public List<SearchedParameter> parameters() {
    List<SearchedParameter> recorded = opened.setup().parameters();
    return recorded.isEmpty() ? SearchedParameter.observed(trials) : recorded;
  }

  /** Effective settings of the driver that began or resumed the study last. */
  public String settings() {
    List<Resumed> resumed = course.resumed();
    return resumed.isEmpty()
        ? opened.request().settings()
        : resumed.get(resumed.size() - 1).settings();
  }

  /** Last recorded identity of the rows; empty if no driver recorded one. */
  public Optional<StudyEvent.Fingerprint> fingerprint() {
    return Stream.concat(
            Stream.of(opened.fingerprint()), course.resumed().stream().map(Resumed::fingerprint))
        .flatMap(Optional::stream)
        .reduce((earlier, later) -> later);
  }

  /** True if the winner is the only completed trial at its rung. */
  public boolean wonUnopposed() {
    return summary
        .result()
        .winner()
        .map(winner -> trials.get(winner.trial()).evaluation().rung())
        .filter(rung -> scoredAt(rung) == 1)
        .isPresent();
  }

  private long scoredAt(int rung) {
    return trials.stream()
        .filter(row -> row.evaluation().score().isPresent() && row.evaluation().rung() == rung)
        .count();
  }

  /**
   * The record of a study.
   *
   * @param events in their order
   * @throws IllegalArgumentException if the events do not follow each other
   */
  public static StudyRecord of(List<StudyEvent> events) {
    return StudyHistory.of(events).record();
  }
}
