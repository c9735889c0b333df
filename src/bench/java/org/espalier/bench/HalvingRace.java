package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.job.Main;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;

/**
 * A study with halving against the same study in full, by the job's own command: task seconds, and
 * the score on held-out rows.
 *
 * <p>The bound: were a fit's cost proportional to its rows, halving would cost its share of the
 * planned units of the full search.
 *
 * @param output the folder for both studies
 */
record HalvingRace(String study, Path file, List<String> settings, Path output) {

  /** What halving may lose on held-out rows. */
  private static final double TOLERANCE = 0.01;

  BenchmarkResult.Row run(SparkSession spark) throws Exception {
    Summary full = tune(spark, "full").summary();
    Summary halved = tune(spark, "halving").summary();
    double ours = halved.cost().taskSeconds();
    double rival = full.cost().taskSeconds();
    double share =
        (double) halved.search().saved().unitsPlanned() / full.search().saved().unitsPlanned();
    double loss = heldOut(full) - heldOut(halved);
    return new BenchmarkResult.Row(
        "%s: halving against all in full, task seconds".formatted(study),
        new Times("halving", List.of(ours)),
        new Times("full", List.of(rival)),
        share * rival,
        "less task time, held-out score within %.2f; is %.4f, in full %.4f"
            .formatted(TOLERANCE, heldOut(halved), heldOut(full)),
        ours < rival && loss <= TOLERANCE);
  }

  private static double heldOut(Summary summary) {
    return summary.result().winner().flatMap(Summary.Standing::heldOut).orElseThrow().score();
  }

  private StudyRecord tune(SparkSession spark, String schedule) throws Exception {
    Path place = output.resolve(schedule);
    List<String> args = new ArrayList<>(List.of("tune", file.toString(), "--overwrite"));
    args.addAll(List.of("--output", place.toString(), "--set", "schedule.scheduler=" + schedule));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    Main.main(args.toArray(String[]::new));
    StudyFolder folder =
        StudyFolder.of(
            new OutputPlan(place.toString(), false),
            study,
            Origins.none("benchmark"),
            spark.sparkContext().hadoopConfiguration());
    try (JournalStore journal = folder.journal()) {
      return StudyRecord.of(journal.read());
    }
  }
}
