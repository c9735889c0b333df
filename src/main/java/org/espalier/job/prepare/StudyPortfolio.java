package org.espalier.job.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.espalier.hocon.PortfolioReader;
import org.espalier.metric.ProblemType;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Portfolio;
import org.espalier.spec.learners.PortfolioStarts;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;

/** Portfolio that a plan names, as start points of its study. */
final class StudyPortfolio {

  private static final String SETTING = "search.portfolio";

  private StudyPortfolio() {}

  /**
   * The space with the points for its learners, at most half as many as trials and no more than
   * other start points leave room for; unchanged if the sampler has a list of its own.
   *
   * @throws InvalidStudyException if there is no such portfolio
   */
  static StudySpace started(
      StudySpace space, StudyPlan plan, ProblemType task, Configuration hadoop) {
    SearchPlan search = plan.tuning().search();
    boolean isUsed =
        plan.learners().stream().anyMatch(LearnerPlan::isSuggested)
            && !Strategies.isFinite(search.sampler());
    return search
        .portfolio()
        .filter(name -> isUsed)
        .map(name -> read(name, plan, hadoop))
        .map(
            known ->
                known.starts(
                    plan.learners(), space.space(), space.defaults(), task, most(space, search)))
        .map(PortfolioStarts::new)
        .map(space::withPortfolio)
        .orElse(space);
  }

  private static int most(StudySpace space, SearchPlan search) {
    int others = space.defaults().size() + space.points().size() + space.prior().best().size();
    return Math.max(0, Math.min(search.trials() / 2, search.trials() - others));
  }

  private static Portfolio read(String name, StudyPlan plan, Configuration hadoop) {
    if (name.equals(SearchPlan.USUAL_PORTFOLIO)) {
      return PortfolioReader.embedded();
    }
    return PortfolioReader.read(name, text(name, plan.tuning().origins(), hadoop));
  }

  private static String text(String name, Origins origins, Configuration hadoop) {
    try {
      Path path = new Path(name);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      throw new InvalidStudyException(
          origins.problem(
              SETTING,
              "'%s' cannot be read: %s".formatted(name, why),
              "set auto, none, or the path of a file"));
    }
  }
}
