package org.espalier.job;

import java.util.List;
import java.util.Set;
import org.espalier.plan.Strategies;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.StudySpace;
import org.espalier.schedule.RefinementBarrier;
import org.espalier.schedule.Scheduler;
import org.espalier.search.RandomSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.search.RefiningSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;

/** Fresh samplers and schedulers of a study. */
record StudyStrategies(StudyPlan plan, StudySpace space, RungLadder ladder) {

  /**
   * The scheduler over the study's own sampler.
   *
   * @param recorded trials that were asked for before, by number
   */
  Scheduler scheduler(List<Trial> recorded) {
    return scheduler(first(), recorded, Integer.MAX_VALUE);
  }

  /**
   * One that asks for as many trials, whose sampler takes no time where nothing depends on what is
   * proposed.
   *
   * @param most so many at most
   */
  Scheduler quick(int most) {
    Sampler own = first();
    Sampler quick = own.readsOutcomes() ? started(new RandomSampler(space.space(), seed())) : own;
    return scheduler(quick, List.of(), most);
  }

  private Scheduler scheduler(Sampler first, List<Trial> recorded, int most) {
    int trials = plan.search().trials() == 0 ? Integer.MAX_VALUE : plan.search().trials();
    if (space.stages().isEmpty()) {
      Sampler sampler = recorded.isEmpty() ? first : new RecordedSampler(recorded, first);
      return Strategies.scheduler(plan.schedule(), sampler, Math.min(trials, most), ladder);
    }
    int size = (int) Math.min(trials, first.limit(Set.of()).orElse(trials));
    RefiningSampler staged =
        new RefiningSampler(first, size, space.stages(), space.space().constraints(), seed());
    Sampler sampler = recorded.isEmpty() ? staged : new RecordedSampler(recorded, staged);
    return new RefinementBarrier(
        Strategies.scheduler(plan.schedule(), sampler, most, ladder), staged.begins());
  }

  /** The sampler of the first stage, behind what the search begins with. */
  Sampler first() {
    return started(Strategies.sampler(plan.search(), space.space(), seed(), space.prior()));
  }

  /** What the search begins with. */
  StartPoints start() {
    return started(new RandomSampler(space.space(), seed()));
  }

  private StartPoints started(Sampler sampler) {
    return new StartPoints(space.defaults(), space.points(), space.prior().best(), sampler);
  }

  private Seed seed() {
    return new Seed(plan.seed()).child("sampler", 0);
  }
}
