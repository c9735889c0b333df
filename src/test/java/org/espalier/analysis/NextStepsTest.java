package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.analysis.NextSteps.Advice;
import org.espalier.analysis.NextSteps.Kind;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Scale;
import org.espalier.study.CellState;
import org.espalier.study.Direction;
import org.espalier.study.Door;
import org.espalier.study.RungLadder;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class NextStepsTest {

  private static SearchedParameter range(
      String name, Scale scale, double low, double high, OptionalLong size) {
    return new SearchedParameter(
        name,
        Optional.of(scale),
        OptionalDouble.of(low),
        OptionalDouble.of(high),
        size,
        List.of(),
        true);
  }

  private static SearchedParameter real(String name, Scale scale, double low, double high) {
    return range(name, scale, low, high, OptionalLong.empty());
  }

  private static SearchedParameter whole(String name, int low, int high) {
    return range(name, Scale.LINEAR, low, high, OptionalLong.of(high - low + 1));
  }

  private static SearchedParameter listed(String name, boolean ordered, String... values) {
    return new SearchedParameter(
        name,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.of(values.length),
        List.of(values),
        ordered);
  }

  /** Twenty trials of one parameter over its range, the best first, so that nothing improves. */
  private static PlayedTrials tried(
      SearchedParameter parameter, IntToDoubleFunction value, boolean whole) {
    PlayedTrials played = PlayedTrials.job(parameter);
    for (int trial = 0; trial < 20; trial++) {
      double number = value.applyAsDouble(trial);
      Object typed = whole ? (Object) (int) number : (Object) number;
      played
          .trial(trial, "random", "", Map.of(parameter.name(), typed))
          .scored(trial, 0, 10 - trial);
    }
    return played.won(0);
  }

  private static List<String> settings(NextSteps next, Kind kind) {
    return next.advice().stream()
        .filter(advice -> advice.kind() == kind)
        .map(advice -> advice.setting().orElse(""))
        .toList();
  }

  private static String only(NextSteps next, Kind kind) {
    return next.advice().stream()
        .filter(advice -> advice.kind() == kind)
        .map(Advice::toString)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void a_range_at_whose_end_the_best_lie_is_widened_on_its_scale() {
    assertThat(
            only(
                tried(whole("depth", 2, 12), trial -> trial < 4 ? 12 : 2 + trial % 8, true).next(),
                Kind.WIDEN))
        .isEqualTo(
            "depth: 4 of the best 5 values, the winner's among them, lie at the upper end of 2 to"
                + " 12; let it end at 17, if the parameter may have such values. Setting:"
                + " space.depth");
    assertThat(
            only(
                tried(
                        real("reg", Scale.LOG, 1e-4, 1),
                        trial -> trial < 5 ? 1.1e-4 : Math.pow(10, -trial / 5.0),
                        false)
                    .next(),
                Kind.WIDEN))
        .contains("5 of the best 5", "lower end of 0.0001 to 1; let it end at 0.00001,");
    assertThat(
            only(
                tried(
                        real("rounds", Scale.LOG, 50, 400),
                        trial -> trial < 5 ? 400 : 50 + 10 * trial,
                        false)
                    .next(),
                Kind.WIDEN))
        .contains("upper end of 50 to 400; let it end at 800,");
    assertThat(
            only(
                tried(
                        real("momentum", Scale.REVERSE_LOG, 0.1, 0.99),
                        trial -> trial < 5 ? 0.99 : trial / 25.0,
                        false)
                    .next(),
                Kind.WIDEN))
        .contains("let it end at 0.995,");
    assertThat(
            only(
                tried(real("x", Scale.LINEAR, -5, 5), trial -> trial < 5 ? -5 : trial / 5.0, false)
                    .next(),
                Kind.WIDEN))
        .contains("lower end of -5 to 5; let it end at -10,");
    assertThat(
            only(
                tried(
                        listed("size", true, "1", "2", "3", "4", "5"),
                        trial -> trial < 5 ? 5 : 1,
                        true)
                    .next(),
                Kind.WIDEN))
        .contains("upper end of 1, 2, 3, 4, 5; list further values beyond it.");
  }

  @Test
  void an_end_that_chance_finds_or_that_a_parameter_cannot_leave_is_not_widened() {
    for (PlayedTrials played :
        List.of(
            tried(whole("depth", 1, 3), trial -> trial < 5 ? 3 : 1 + trial % 3, true),
            tried(whole("depth", 1, 9), trial -> trial < 5 ? 1 : 1 + trial % 9, true),
            tried(real("share", Scale.LINEAR, 0, 1), trial -> trial < 5 ? 1 : trial / 20.0, false),
            tried(real("share", Scale.LINEAR, 0, 1), trial -> trial < 5 ? 0 : trial / 20.0, false),
            tried(whole("depth", 1, 20), trial -> trial > 0 && trial < 5 ? 20 : 9, true),
            tried(
                listed("kind", false, "1", "2", "3", "4", "5"),
                trial -> trial < 5 ? 5 : 1,
                true))) {
      assertThat(settings(played.next(), Kind.WIDEN)).isEmpty();
    }
  }

  @Test
  void a_range_of_which_the_best_fill_a_small_part_is_narrowed() {
    assertThat(
            only(
                tried(
                        real("step", Scale.LOG, 0.001, 1),
                        trial -> trial < 5 ? 0.03 + trial / 100.0 : Math.pow(10, (5 - trial) / 5.0),
                        false)
                    .next(),
                Kind.NARROW))
        .isEqualTo(
            "step: the best 5 values, the winner's among them, lie between 0.03 and 0.07, in 12 %"
                + " of 0.001 to 1; search from 0.02 to 0.11. Setting: space.step");
    assertThat(
            only(
                tried(
                        whole("trees", 10, 110),
                        trial -> trial < 5 ? 50 + trial : 7 * trial - 25,
                        true)
                    .next(),
                Kind.NARROW))
        .contains("between 50 and 54, in 4 % of 10 to 110; search from 48 to 56.");
    assertThat(
            tried(whole("trees", 10, 110), trial -> 10 + 5 * (trial * 7 % 20), true).next().lines())
        .containsExactly("Nothing in the record suggests another setting.");
  }

  @Test
  void what_does_not_matter_is_fixed_at_the_winners_value() {
    StudyRecord record =
        tried(whole("trees", 10, 110), trial -> 10 + 5 * (trial * 7 % 20), true).record();
    NextSteps next = NextSteps.of(record, Map.of("trees", 0.0042));
    assertThat(next.toString())
        .isEqualTo(
            "trees: it explains at most 0.42 % of the differences between scores; fix it at the"
                + " winner's 10. Setting: space.trees");
    assertThat(next.advice().get(0).parameter()).contains("trees");
    assertThat(NextSteps.of(record, Map.of("trees", 0.02)).advice()).isEmpty();
  }

  @Test
  void a_learner_that_is_clearly_behind_is_left_out_and_params_have_their_place_in_the_file() {
    PlayedTrials played =
        PlayedTrials.job(
            listed("learner", false, "linear", "forest"),
            real("linear.reg", Scale.LOG, 1e-4, 1),
            whole("forest.depth", 2, 12));
    for (int trial = 0; trial < 30; trial++) {
      boolean forest = trial % 2 == 0;
      Map<String, Object> values =
          forest
              ? Map.of("learner", "forest", "forest.depth", trial < 10 ? 12 : 2 + trial / 3)
              : Map.of("learner", "linear", "linear.reg", Math.pow(10, -trial / 8.0));
      played.trial(trial, "random", "", values).asked(trial, 0);
      double score = forest ? 0.9 - trial / 1000.0 : 0.5 - trial / 1000.0;
      played.told(trial, score, score - 0.001 * (trial % 3), score + 0.001 * (trial % 3));
    }
    NextSteps next = played.won(0).next();
    assertThat(settings(next, Kind.WIDEN)).containsExactly("learners[1].space.depth");
    assertThat(only(next, Kind.LEARNER))
        .isEqualTo(
            "linear: the best of its 15 trials, trial 1, is worse than the winner by 0.4010 ±"
                + " 0.0010; leave it out. Setting: learners");
    assertThat(next.scored()).isEqualTo(30);
  }

  @Test
  void elements_of_an_array_and_params_of_a_tuner_are_found() {
    PlayedTrials played =
        new PlayedTrials(
            Door.TUNER,
            Direction.MINIMIZE,
            "random",
            RungLadder.full(10, 2),
            List.of(whole("net.layers[0]", 4, 64), whole("net.layers[1]", 4, 64)));
    for (int trial = 0; trial < 12; trial++) {
      List<Integer> layers =
          trial == 11 ? List.of(9) : List.of(trial < 5 ? 64 : 5 * trial, 4 + trial * 37 % 60);
      played.trial(trial, "random", "", Map.of("net.layers", layers)).scored(trial, 0, trial);
    }
    assertThat(only(played.won(0).next(), Kind.WIDEN))
        .startsWith("net.layers[0]: 5 of the best 5")
        .endsWith(
            "let it end at 94, if the parameter may have such values. Setting:"
                + " space.net.layers[0]");
  }

  /** Twelve trials whose first two are close to each other, of two folds. */
  private static PlayedTrials close(Door door, double second, double... noise) {
    PlayedTrials played =
        new PlayedTrials(
            door, Direction.MAXIMIZE, "random", RungLadder.full(10, noise.length), List.of());
    for (int trial = 0; trial < 12; trial++) {
      double score = trial == 0 ? 0.9 : trial == 1 ? second : 0.5 - trial / 100.0;
      double[] scores = noise.clone();
      for (int fold = 0; fold < scores.length; fold++) {
        scores[fold] = score + (trial == 1 ? noise[fold] : 0);
      }
      played
          .trial(trial, "random", "", Map.of("x", trial))
          .asked(trial, 0)
          .told(trial, score, scores);
    }
    return played.won(0);
  }

  @Test
  void a_lead_within_its_error_asks_for_more_folds() {
    assertThat(only(close(Door.JOB, 0.899, -0.01, 0.01).next(), Kind.FOLDS))
        .isEqualTo(
            "Trial 0 is ahead of trial 1 by 0.001 ± 0.010 on 2 folds, which is less than the"
                + " error: evaluate the best three on further folds. Setting:"
                + " winner.winner-repeats");
    assertThat(only(close(Door.TUNER, 0.899, -0.01, 0.01).next(), Kind.FOLDS))
        .contains("more folds would tell them apart. Setting: folds.num-folds");
    assertThat(close(Door.JOB, 0.8, -0.01, 0.01).next().advice()).isEmpty();
    assertThat(close(Door.FUNCTION, 0.899, 0).next().advice()).isEmpty();
  }

  @Test
  void a_search_that_still_improves_asks_for_more_trials() {
    PlayedTrials played = close(Door.JOB, 0.8, -0.01, 0.01);
    PlayedTrials later = PlayedTrials.job();
    PlayedTrials many = PlayedTrials.job();
    for (int trial = 0; trial < 40; trial++) {
      double score = trial < 30 ? 0.5 : 0.5 + trial / 100.0;
      double shift = trial % 2 == 0 ? 0.001 : 0.002;
      many.trial(trial, "random", "", Map.of("x", trial)).asked(trial, 0);
      many.told(trial, score, score - shift, score + shift);
      if (trial < 20) {
        double grown = trial / 100.0;
        later.trial(trial, "random", "", Map.of("x", trial)).asked(trial, 0);
        later.told(trial, grown, grown - shift, grown + shift);
      }
    }
    assertThat(settings(played.next(), Kind.TRIALS)).isEmpty();
    assertThat(only(many.won(39).next(), Kind.TRIALS))
        .isEqualTo(
            "The search was still improving: its last 10 trials improved the best score by 0.3900"
                + " ± 0.0010, 0.039 a trial; try 80 trials. Setting: search.trials");
    assertThat(only(later.won(19).next(), Kind.TRIALS))
        .contains("0.0500 ± 0.0010, 0.01 a trial; only 20 of 40 trials began, so allow more.")
        .endsWith("Setting: budget");
  }

  @Test
  void a_space_that_was_tried_completely_has_nothing_new() {
    PlayedTrials played = PlayedTrials.job(listed("kind", false, "a", "b"), whole("depth", 1, 6));
    for (int trial = 0; trial < 12; trial++) {
      Map<String, Object> values =
          Map.of("kind", trial % 2 == 0 ? "a" : "b", "depth", 1 + trial / 2);
      played.trial(trial, "grid", "", values).scored(trial, 0, trial == 3 ? 2 : trial / 20.0);
    }
    assertThat(only(played.won(3).next(), Kind.EXHAUSTED))
        .isEqualTo(
            "All 12 configurations of the space were tried: more trials find nothing new, only"
                + " further values. Setting: learners");
  }

  @Test
  void rungs_that_disagree_begin_with_too_little() {
    PlayedTrials played =
        new PlayedTrials(
            Door.JOB, Direction.MAXIMIZE, "random", RungLadder.ofRows(10, 30, 3, 2), List.of());
    for (int trial = 0; trial < 12; trial++) {
      played
          .trial(trial, "random", "", Map.of("x", trial))
          .scored(trial, 0, trial)
          .scored(trial, 1, 20 - trial);
    }
    assertThat(only(played.won(0).next(), Kind.RUNGS))
        .isEqualTo(
            "Ranks at rung 0 say little about those at rung 1 (rank correlation -1 of 12"
                + " trials): pruning there drops good ones, so begin with more of the resource."
                + " Setting: schedule.min-resource");
    List<Integer> order = IntStream.range(0, 20).boxed().toList();
    assertThat(SearchAdvice.rankCorrelation(order, order)).hasValue(1);
    List<Integer> swapped = new ArrayList<>(order);
    Collections.swap(swapped, 0, 19);
    assertThat(SearchAdvice.rankCorrelation(order, swapped).orElseThrow())
        .isCloseTo(1 - 6 * 722.0 / 7980, within(1e-12));
    assertThat(SearchAdvice.rankCorrelation(order.subList(0, 9), order)).isEmpty();
  }

  @Test
  void what_failed_and_what_did_not_end_is_said_of_few_trials_too() {
    PlayedTrials played = PlayedTrials.job();
    for (int trial = 0; trial < 3; trial++) {
      played.trial(trial, "random", "", Map.of("x", trial)).asked(trial, 0);
      if (trial == 0) {
        played.told(0, 0.5, 0.4, 0.6);
      } else {
        played.failed(trial, CellState.FAILED, "out of memory.", 1);
      }
    }
    String failures =
        "2 of 3 trials failed, 2 of them with: out of memory. Leave out of the space what cannot"
            + " work. Setting: learners";
    String few = "Too few trials to conclude anything from their scores: 1 of at least 10.";
    assertThat(played.next().lines())
        .containsExactly(
            "The study has not ended, or is still running: the same command with --resume goes on"
                + " with it. Setting: output.resume",
            failures,
            few);
    assertThat(played.ended(StudyStatus.INTERRUPTED, "Ctrl-C").next().lines().get(0))
        .startsWith("The study has not ended (Ctrl-C): ");
    assertThat(played.ended(StudyStatus.FINISHED, "").next().lines())
        .containsExactly(failures, few);
  }

  @Test
  void a_usual_study_gets_what_its_figures_say() {
    NextSteps next = NextSteps.of(StudyRecord.of(SampleStudy.events()));
    assertThat(next.advice()).extracting(Advice::kind).containsExactly(Kind.LEARNER, Kind.LEARNER);
  }
}
