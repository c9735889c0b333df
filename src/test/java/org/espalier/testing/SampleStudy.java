package org.espalier.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.StartPoints;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trainer;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningLoop;

/**
 * The events of a made-up study that was really played: three learners, halving over four rungs,
 * failures and a repeated configuration, on invented scores.
 */
public final class SampleStudy {

  /** The first of the trials' own parameters that repeats an earlier configuration. */
  public static final int REPEATED = 20;

  private static final int TRIALS = 54;
  private static final int FOLDS = 5;
  private static final int ETA = 3;
  private static final long ROWS = 20_839;
  private static final long OPENED = Instant.parse("2026-11-02T09:30:00Z").toEpochMilli();
  private static final Seed SEED = new Seed(42);
  private static final Objective OBJECTIVE = new Objective("area-under-roc", Direction.MAXIMIZE);
  private static final RungLadder LADDER = RungLadder.ofRows(1_000, ROWS, ETA, FOLDS);

  private static final List<Configuration> DEFAULTS =
      List.of(
          configuration(
              "logistic-regression",
              Map.of("elasticNetParam", 0.0),
              Map.of("regParam", 1e-4),
              Map.of("standardization", true)),
          configuration(
              "random-forest",
              Map.of("numTrees", 20),
              Map.of("maxDepth", 5),
              Map.of("impurity", "gini")),
          configuration("gradient-boosted-trees", Map.of("stepSize", 0.1), Map.of("maxDepth", 5)));

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(
                  new ChoiceParameter(
                      "learner",
                      List.of("logistic-regression", "random-forest", "gradient-boosted-trees"))),
              of("logistic-regression", new FloatParameter("elasticNetParam", 0, 1, Scale.LINEAR)),
              of("logistic-regression", new FloatParameter("regParam", 1e-5, 10, Scale.LOG)),
              of("logistic-regression", ChoiceParameter.ofTruth("standardization")),
              of("random-forest", new IntParameter("numTrees", 10, 200, Scale.LOG)),
              of("random-forest", new IntParameter("maxDepth", 2, 15, Scale.LINEAR)),
              of("random-forest", new ChoiceParameter("impurity", List.of("gini", "entropy"))),
              of("gradient-boosted-trees", new FloatParameter("stepSize", 0.01, 1, Scale.LOG)),
              of("gradient-boosted-trees", new IntParameter("maxDepth", 2, 10, Scale.LINEAR))));

  private SampleStudy() {}

  private static Dimension of(String learner, Parameter param) {
    return new Dimension(
        param.named(Configuration.name(learner, param.name())),
        List.of(Condition.oneOf("learner", learner)));
  }

  /** The whole study, from its opening to its end. */
  public static List<StudyEvent> events() {
    return ofTrials(TRIALS);
  }

  /** A study of so many trials. */
  public static List<StudyEvent> ofTrials(int trials) {
    List<StudyEvent> events = new ArrayList<>();
    events.add(opened(trials));
    Study study = play(events, trials);
    int winner = study.incumbent().orElseThrow().proposal().trial();
    events.add(
        new StudyEvent.Confirmed(
            winner, OptionalDouble.of(0.926_418_3), OptionalDouble.of(0.905_127_9), 41.25));
    events.add(new StudyEvent.Examined(SampleExamination.binary()));
    events.add(
        new StudyEvent.Closed(
            StudyStatus.FINISHED,
            0,
            "every trial was decided on",
            List.of(),
            754.5,
            OPENED + 754_500));
    return events;
  }

  /** The study, broken off after so many events. */
  public static List<StudyEvent> events(int count) {
    return events().subList(0, count);
  }

  private static StudyEvent.Opened opened(int trials) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("espalier", "0.1.0");
    versions.put("spark", "4.1.0");
    versions.put("scala", "2.13.17");
    versions.put("java", "17.0.16");
    return new StudyEvent.Opened(
        "adult-income",
        new StudyEvent.Setup(
            SEED.value(),
            OBJECTIVE,
            "random",
            "halving",
            trials,
            16,
            LADDER,
            SearchedParameter.of(SPACE)),
        new StudyEvent.Folds(
            "hash", List.of(5_210L, 5_210L, 5_210L, 5_210L, 5_209L), 0.0004, 26_049, 6_512),
        Optional.empty(),
        new StudyEvent.Request(
            EntryPoint.JOB,
            List.of(
                "54 configurations of 3 learners: logistic-regression, random-forest,"
                    + " gradient-boosted-trees",
                "judged by area-under-roc over 5 folds, stratified by label",
                "successive halving, η = 3, over rungs of 1,000, 3,000, 9,000 and 20,839 rows",
                "20 % of the rows held out; no model sees them before the end"),
            """
            study = adult-income
            seed = 42
            metric = area-under-roc
            schedule { scheduler = halving, eta = 3, min-resource = 1000 }
            search { sampler = random, trials = 54 }
            """),
        List.of(),
        versions,
        OPENED);
  }

  private static Study play(List<StudyEvent> events, int trials) {
    List<Configuration> drawn = new ArrayList<>(drawn(Math.max(0, trials - DEFAULTS.size())));
    if (trials > REPEATED) {
      drawn.set(REPEATED - DEFAULTS.size(), drawn.get(0));
    }
    TuningLoop loop =
        new TuningLoop(
            Study.of(OBJECTIVE, SEED),
            new SuccessiveHalving(
                new StartPoints(DEFAULTS, new ListSampler(drawn, "random")), trials, LADDER, ETA),
            LADDER,
            new InventedPool(),
            16,
            new Budget(Optional.empty(), trials),
            () -> Instant.EPOCH,
            events::add);
    try {
      loop.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return loop.study();
  }

  /** Drawn here and not by a sampler, so that this study stays as it is when samplers change. */
  private static List<Configuration> drawn(int count) {
    return IntStream.range(0, count).mapToObj(SampleStudy::drawnOne).toList();
  }

  private static Configuration drawnOne(int number) {
    RandomGenerator random = SEED.child("sample", number).random();
    double u = random.nextDouble();
    double v = random.nextDouble();
    boolean heads = random.nextBoolean();
    return switch (random.nextInt(3)) {
      case 0 ->
          configuration(
              "logistic-regression",
              Map.of("elasticNetParam", u),
              Map.of("regParam", StrictMath.pow(10, 6 * v - 5)),
              Map.of("standardization", heads));
      case 1 ->
          configuration(
              "random-forest",
              Map.of("numTrees", (int) StrictMath.pow(10, 1 + 1.3 * u)),
              Map.of("maxDepth", 2 + (int) (14 * v)),
              Map.of("impurity", heads ? "gini" : "entropy"));
      default ->
          configuration(
              "gradient-boosted-trees",
              Map.of("stepSize", StrictMath.pow(10, 2 * u - 2)),
              Map.of("maxDepth", 2 + (int) (9 * v)));
    };
  }

  @SafeVarargs
  private static Configuration configuration(String learner, Map<String, Object>... own) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learner", learner);
    for (Map<String, Object> value : own) {
      value.forEach((name, v) -> values.put(learner + "." + name, v));
    }
    return new Configuration(values);
  }

  /** Answers at once, from a formula. */
  private static final class InventedPool implements EvaluationPool {

    private final Map<Long, List<CellOutcome>> ended = new LinkedHashMap<>();

    @Override
    public void submit(Proposal proposal, Configuration configuration, long due) {
      ended.put(
          proposal.number(),
          proposal.folds().stream().map(fold -> cell(proposal, configuration, fold)).toList());
    }

    private static CellOutcome cell(Proposal proposal, Configuration configuration, int fold) {
      long rows = LADDER.rung(proposal.rung()).rows();
      Invented invented = new Invented(configuration, rows, fold);
      if (invented.fails()) {
        String reason =
            fold == 0
                ? "IllegalArgumentException: requirement failed: DecisionTree requires maxDepth <="
                    + " 14 with <b>these</b> bins"
                : "another fold had failed";
        CellState state = fold == 0 ? CellState.FAILED : CellState.CANCELLED;
        return CellOutcome.without(
            fold, state, rows, CellTraining.by(Trainer.JOBS), reason, Cost.NONE);
      }
      double seconds = invented.seconds();
      long start = OPENED + 2_000 + proposal.number() * 7_000 + fold * 1_000L;
      return new CellOutcome(
          fold,
          CellState.COMPLETED,
          rows,
          OptionalDouble.of(invented.score()),
          Map.of(),
          CellTraining.by(Trainer.JOBS),
          "",
          new Cost(
              1,
              seconds * 0.6,
              seconds * 0.1,
              seconds,
              new Cost.Footprint(rows * 40, 0, 1 << 20),
              new Cost.Span(start, start + Math.round(seconds * 700))));
    }

    @Override
    public Optional<List<CellOutcome>> await(long proposalNumber, Duration atMost) {
      return Optional.of(ended.get(proposalNumber));
    }

    @Override
    public void cancel(int trial) {}

    @Override
    public void close() {}
  }

  /** Scores and times that look like a tabular problem's; the same to the bit on every machine. */
  private record Invented(Configuration configuration, long rows, int fold) {

    double value(String name) {
      String key = configuration.values().get("learner") + "." + name;
      return ((Number) configuration.values().get(key)).doubleValue();
    }

    boolean is(String learner) {
      return learner.equals(configuration.values().get("learner"));
    }

    boolean fails() {
      return is("random-forest") && value("maxDepth") > 14;
    }

    double score() {
      double noise =
          new Seed(configuration.toString().hashCode()).child("fold", fold).random().nextDouble();
      double hard = new Seed(7).child("hardness", fold).random().nextDouble();
      double few = 6 / StrictMath.sqrt((double) rows);
      return 0.93 - loss() - 0.15 * few - 0.012 * hard - 0.05 * few * noise;
    }

    private double loss() {
      if (is("logistic-regression")) {
        double strength = StrictMath.log10(value("regParam")) + 3;
        return 0.018 + 0.012 * Math.abs(strength) * (0.4 + value("elasticNetParam"));
      }
      if (is("random-forest")) {
        return 0.01 + 0.0004 * StrictMath.pow(value("maxDepth") - 11, 2) + 0.08 / value("numTrees");
      }
      double step = StrictMath.log10(value("stepSize")) + 1.35;
      return 0.004 + 0.02 * step * step + 0.0015 * StrictMath.pow(value("maxDepth") - 7, 2);
    }

    double seconds() {
      double perRow = is("logistic-regression") ? 1e-4 : is("random-forest") ? 4e-4 : 2e-3;
      return 0.4 + perRow * rows;
    }
  }
}
