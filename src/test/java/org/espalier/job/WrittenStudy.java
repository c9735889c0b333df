package org.espalier.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.TableColumn;
import org.espalier.journal.TrialRow;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.study.CellState;
import org.espalier.testing.SparkTest;

/**
 * What a study left on the disk.
 *
 * @param output folder that holds the study's folder
 * @param name of the study, and of its folder
 */
public record WrittenStudy(Path output, String name) {

  Path path() {
    return output.resolve(name);
  }

  public StudyFolder folder() {
    return StudyFolder.of(
        new OutputPlan(output.toString(), false),
        name,
        Origins.none("test"),
        SparkTest.spark().sparkContext().hadoopConfiguration());
  }

  /** Copies its files to another output folder. */
  void copyTo(Path other) throws IOException {
    Files.createDirectories(other);
    try (Stream<Path> files = Files.walk(path())) {
      for (Path from : files.toList()) {
        Files.copy(from, other.resolve(output.relativize(from).toString()));
      }
    }
  }

  List<StudyEvent> events() throws IOException {
    return folder().readJournal();
  }

  /** Proposal and fold of each cell that is recorded as ended by itself, in their order. */
  List<String> endedCells() throws IOException {
    List<String> ended = new ArrayList<>();
    for (StudyEvent event : events()) {
      if (event instanceof StudyEvent.CellEnded cell
          && cell.outcome().state() != CellState.CANCELLED) {
        ended.add(cell.proposal() + "/" + cell.outcome().fold());
      }
    }
    return ended;
  }

  /** The rows of all tables, without what a clock measured. */
  List<List<String>> tables() {
    return List.of(
        rows("trials", TrialRow.CLOCK), rows("cells", CellRow.CLOCK), rows("decisions", List.of()));
  }

  /**
   * @param without columns left out, by the names of their fields
   */
  List<String> rows(String table, List<String> without) {
    String[] columns = without.stream().map(TableColumn::name).toArray(String[]::new);
    String parquet = path().resolve(table).toString();
    return SparkTest.spark().read().parquet(parquet).drop(columns).toJSON().collectAsList();
  }

  String summary() throws IOException {
    return Files.readString(path().resolve("summary.json"));
  }
}
