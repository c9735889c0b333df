package org.espalier.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Calibration;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.Residuals;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Continuation;
import org.espalier.study.Cost;
import org.espalier.study.CurvePoint;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/**
 * A short study in which every kind of event and value occurs, texts that break things included.
 */
public final class EveryEvent {

  /** Whatever a message of an exception may hold. */
  public static final String HOSTILE =
      "\"quoted\" \\ back\\slash, line\n"
          + "break\r\n"
          + "\ttab \u0000\u001f\u007f \u2028\u2029 </script> ${x} \",\"crc\":\"00000000\"} größe 模型"
          + " 😀";

  private static final CellTraining SPARK = CellTraining.by(Trainer.JOBS);
  private static final CellTraining SPARK_AS_MUST_BE =
      new CellTraining(Trainer.JOBS, Optional.of("training is jobs"));

  private static final List<Placement> CHOICES =
      List.of(
          new Placement(
              "random-forest", 0, Trainer.TASK, "where params and rows allow it", 1 << 20),
          new Placement("random-forest", 1, Trainer.JOBS, HOSTILE, 1 << 20));

  private EveryEvent() {}

  /** The events, in an order that a study may have; a driver's beginning is the store's to tell. */
  public static List<StudyEvent> events() {
    Trial first = new Trial(0, first(), Trial.DEFAULT);
    Trial second = new Trial(1, new Configuration(Map.of()), "random");
    Trial twin = new Trial(2, first(), "random");
    Proposal p0 = new Proposal(0, 0, 0, List.of(0, 1), 200);
    Proposal p1 = new Proposal(1, 1, 0, List.of(0, 1), 200);
    Proposal p2 = new Proposal(2, 2, 0, List.of(0, 1), 200);
    return List.of(
        opened(),
        new StudyEvent.Proposed(first, p0),
        new StudyEvent.Proposed(second, p1),
        new StudyEvent.Proposed(twin, p2),
        new StudyEvent.CellStarted(0, 1, 1_762_000_001_000L),
        new StudyEvent.CellEnded(0, completed(p0, SPARK).cells().get(1)),
        new StudyEvent.CellStarted(1, 0, 1_762_000_002_000L),
        new StudyEvent.CellEnded(1, failed(p1).cells().get(0)),
        new StudyEvent.Told(completed(p0, SPARK_AS_MUST_BE)),
        reported(),
        new StudyEvent.Told(failed(p1)),
        new StudyEvent.Told(answered(p2)),
        decided(0, Decision.Kind.PROMOTE, OptionalDouble.of(-0.75)),
        decided(2, Decision.Kind.PRUNE, OptionalDouble.of(-1e300)),
        decided(0, Decision.Kind.COMPLETE, OptionalDouble.empty()),
        new StudyEvent.Proposed(
            new Trial(3, new Configuration(Map.of()), "random"),
            new Proposal(3, 3, 1, List.of(0, 1), 600, Optional.of(new Continuation(0, 0)))),
        resumed(),
        new StudyEvent.Controlled(
            new ControlRequest("", "PAUSE", HOSTILE), OptionalInt.empty(), "", 1),
        new StudyEvent.Controlled(
            new ControlRequest("1762-ab", "EXTEND", "ann@host"),
            OptionalInt.of(6),
            HOSTILE,
            1_762_000_050_000L),
        new StudyEvent.Repeated(0, List.of(CellOutcome.completed(2, 100, 0.8))),
        new StudyEvent.Retried(completed(p0, SPARK)),
        new StudyEvent.Confirmed(
            0,
            OptionalDouble.of(1.0 / 3),
            OptionalDouble.empty(),
            12.5,
            Optional.of(new Interval(-0.125, 0.5))),
        new StudyEvent.Examined(HeldOutExamination.without(4, HOSTILE)),
        new StudyEvent.Examined(examination()),
        new StudyEvent.Found(findings()),
        new StudyEvent.Refitted(ModelRefit.without(301, HOSTILE)),
        new StudyEvent.Refitted(ModelRefit.of(301, 1.0 / 3)),
        new StudyEvent.Closed(
            StudyStatus.FINISHED,
            0,
            HOSTILE,
            List.of("deadline", HOSTILE),
            60.25,
            1_762_000_060_250L));
  }

  /** All findings, which no study has together. */
  private static OutOfFoldFindings findings() {
    Interval interval = new Interval(-0.125, 0.5);
    return new OutOfFoldFindings(
        400,
        2,
        Optional.of(new OutOfFoldFindings.Estimate(1.0 / 3, 0.25, interval)),
        Optional.of(new OutOfFoldFindings.Thresholds("f1", List.of(0.75, 0.25), 0.5, 0.625, true)),
        Optional.of(new OutOfFoldFindings.Calibration("platt", 0.5, 1e-300, false)),
        Optional.of(
            new OutOfFoldFindings.Ensemble(
                List.of(
                    new OutOfFoldFindings.Member(2, 0.75), new OutOfFoldFindings.Member(0, 0.25)),
                0.5,
                0.625,
                OptionalDouble.empty(),
                true)),
        Optional.of(new OutOfFoldFindings.HeldOut(1.0 / 3, 0.5, Optional.of(interval))),
        List.of(HOSTILE));
  }

  /** All parts, which no study has together. */
  private static HeldOutExamination examination() {
    BinaryCurves.Point first = new BinaryCurves.Point(0, 0);
    BinaryCurves.Point last = new BinaryCurves.Point(1, 1.0 / 3);
    return new HeldOutExamination(
        new HeldOutExamination.Sample(3, 4),
        Optional.of(new BinaryCurves(List.of(first, last), List.of(first, first, last))),
        Optional.of(new Calibration(List.of(new Calibration.Bin(0.25, 1.0 / 3, 3)))),
        Optional.of(
            new ConfusionTable(
                List.of(HOSTILE, "1"), List.of(List.of(1.0, 0.0), List.of(0.5, 1e-300)))),
        Optional.of(
            new Residuals(
                List.of(new Residuals.Point(1e22, -0.5)),
                List.of(new Residuals.Quantile(0.5, -0.5)))),
        Optional.of(
            new PermutationImportance(
                0.75, 3, 5, 2, List.of(new PermutationImportance.Column(HOSTILE, -0.125, 0)))),
        List.of(HOSTILE));
  }

  private static Configuration first() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learner", "random-forest");
    values.put("random-forest.maxDepth", 5);
    values.put("seed", 5L);
    values.put("big", Long.MIN_VALUE);
    values.put("one", 1.0);
    values.put("tiny", Double.MIN_VALUE);
    values.put("large", 1e22);
    values.put("negative zero", -0.0);
    values.put("flag", false);
    values.put(HOSTILE, HOSTILE);
    return new Configuration(values);
  }

  private static StudyEvent.Opened opened() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("spark", "4.1.0");
    versions.put("java", "17");
    return new StudyEvent.Opened(
        "größe",
        new StudyEvent.Setup(
            Long.MAX_VALUE,
            new Objective("area-under-roc", Direction.MAXIMIZE),
            "random",
            "halving",
            3,
            16,
            RungLadder.ofRows(100, 300, 3, 2)),
        new StudyEvent.Folds("hash", List.of(150L, 151L), 0.0125, 301, 0, OptionalInt.of(1)),
        Optional.of(fingerprint()),
        new StudyEvent.Request(EntryPoint.JOB, List.of("2 folds", HOSTILE), "study = größe\n"),
        CHOICES,
        versions,
        1_762_000_000_000L);
  }

  private static StudyEvent.Fingerprint fingerprint() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("größe", "double");
    columns.put(HOSTILE, "string");
    return new StudyEvent.Fingerprint("00ff", 301, columns);
  }

  private static StudyEvent resumed() {
    return new StudyEvent.Resumed(
        4,
        "study = größe\n",
        List.of("budget.timeout: 2 h instead of none", HOSTILE),
        Map.of("espalier", "0.2.0"),
        Optional.empty(),
        1_762_000_030_000L);
  }

  private static StudyEvent reported() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 0.5);
    values.put(HOSTILE, -1e-300);
    return new StudyEvent.Reported(
        1, 0, List.of(new CurvePoint(0, values), new CurvePoint(Long.MAX_VALUE, Map.of())));
  }

  private static Outcome completed(Proposal proposal, CellTraining training) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("log-loss", 0.1 + 0.2);
    metrics.put("f1", 0.0);
    Cost cost =
        new Cost(
            2,
            1.5,
            0.25,
            3.75,
            new Cost.Footprint(4096, 0, 1L << 33),
            new Cost.Span(1_762_000_001_000L, 1_762_000_003_000L));
    return new Outcome(
        proposal,
        TrialState.COMPLETED,
        OptionalDouble.of(-0.75),
        OptionalDouble.of(0.75),
        OptionalLong.empty(),
        List.of(
            new CellOutcome(
                0, CellState.COMPLETED, 100, OptionalDouble.of(0.7), metrics, training, "", cost),
            CellOutcome.completed(1, 100, 0.8)),
        "");
  }

  private static Outcome failed(Proposal proposal) {
    return new Outcome(
        proposal,
        TrialState.FAILED,
        OptionalDouble.of(-0.75),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        List.of(
            CellOutcome.without(
                0, CellState.FAILED, 100, CellTraining.by(Trainer.JOBS), HOSTILE, Cost.NONE),
            CellOutcome.without(1, CellState.CANCELLED, 100, "another fold had failed", Cost.NONE)),
        "fold 0: " + HOSTILE);
  }

  private static Outcome answered(Proposal proposal) {
    return new Outcome(
        proposal,
        TrialState.COMPLETED,
        OptionalDouble.of(-0.75),
        OptionalDouble.of(0.75),
        OptionalLong.of(0),
        List.of(),
        "");
  }

  private static StudyEvent decided(int trial, Decision.Kind kind, OptionalDouble cutoff) {
    return new StudyEvent.Decided(
        new Decision(
            trial,
            0,
            kind,
            "halving",
            new Decision.Ranking(-0.75, cutoff, 1, 3),
            cutoff.isPresent() ? Map.of() : Map.of("seconds", 2.5),
            "among the best 1 of 3"));
  }
}
