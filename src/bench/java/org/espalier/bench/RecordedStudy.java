package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.JournalPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Events of a made-up study of five folds, and the folder of a study on a local disk. */
final class RecordedStudy {

  private static final int FOLDS = 5;
  private static final long ROWS = 16_000;

  private RecordedStudy() {}

  /** So many events: thirteen for each trial, as a real study's. */
  static List<StudyEvent> events(int count) {
    List<StudyEvent> events = new ArrayList<>(count);
    events.add(
        new StudyEvent.Opened(
            "durable",
            new StudyEvent.Setup(
                42,
                new Objective("area-under-roc", Direction.MAXIMIZE),
                "random",
                "full",
                count / 13,
                0,
                RungLadder.full(ROWS, FOLDS)),
            new StudyEvent.Folds("hash", List.of(4000L, 4000L, 4000L, 4000L, 4000L), 0, 20_000, 0),
            Optional.empty(),
            new StudyEvent.Request(EntryPoint.JOB, List.of(), "study = durable\n"),
            List.of(),
            Map.of(),
            0));
    for (int trial = 0; events.size() < count; trial++) {
      addTrial(events, trial);
    }
    return events.subList(0, count);
  }

  private static void addTrial(List<StudyEvent> events, int number) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learner", "logistic-regression");
    values.put("logistic-regression.regParam", 1e-4 * (number + 1));
    values.put("logistic-regression.elasticNetParam", 1.0 / (number + 1));
    List<Integer> folds = IntStream.range(0, FOLDS).boxed().toList();
    Proposal proposal = new Proposal(number, number, 0, folds, FOLDS * ROWS);
    org.espalier.space.Configuration configuration = new org.espalier.space.Configuration(values);
    events.add(new StudyEvent.Proposed(new Trial(number, configuration, "random"), proposal));
    List<CellOutcome> cells = folds.stream().map(fold -> cell(number, fold)).toList();
    for (CellOutcome cell : cells) {
      events.add(new StudyEvent.CellStarted(number, cell.fold(), cell.cost().span().startedAt()));
      events.add(new StudyEvent.CellEnded(number, cell));
    }
    double score = 0.9 + 1e-6 * number;
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(-score),
                OptionalDouble.of(score),
                OptionalLong.empty(),
                cells,
                "")));
    events.add(
        new StudyEvent.Decided(
            new Decision(
                number,
                0,
                Decision.Kind.COMPLETE,
                "full",
                new Decision.Ranking(-score, 1, 1),
                "complete at the highest rung")));
  }

  private static CellOutcome cell(int trial, int fold) {
    double score = 0.9 + 1e-6 * trial + 1e-3 * fold;
    long start = 1_762_000_000_000L + trial * 1_000L;
    return new CellOutcome(
        fold,
        CellState.COMPLETED,
        ROWS,
        OptionalDouble.of(score),
        Map.of("area-under-roc", score),
        CellTraining.by(Trainer.JOBS),
        "",
        new Cost(
            1,
            1.25,
            0.5,
            3.75,
            new Cost.Footprint(4096, 0, 1 << 20),
            new Cost.Span(start, start + 1750)));
  }

  /** A study's folder below another. */
  static StudyFolder folder(Path below, int lossEvents) {
    JournalPlan journal = new JournalPlan(lossEvents, Duration.ofMinutes(1));
    return StudyFolder.of(
        new OutputPlan(below.toString(), OutputPlan.Resume.NEVER, true, journal),
        "durable",
        Origins.none("durable"),
        new Configuration());
  }

  /** The files that hold events, in their order. */
  static List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.list(below.resolve("durable").resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }
}
