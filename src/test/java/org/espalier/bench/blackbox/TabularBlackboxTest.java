package org.espalier.bench.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.bench.blackbox.TabularBlackbox.Column;
import org.espalier.space.Configuration;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TabularBlackboxTest {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("activation", List.of("relu", "tanh"), "categorical"),
          new Column("units", List.of(16, 32, 64), "ordinal"));

  private static final String ROWS =
      """
      activation,units,s0,s1
      relu,16,1,3
      relu,32,5,5
      relu,64,0,1
      tanh,16,7,7
      tanh,32,8,9
      tanh,64,2,2
      """;

  private static TabularBlackbox table(String rows) throws IOException {
    return TabularBlackbox.read("table", COLUMNS, new StringReader(rows));
  }

  private static Configuration of(String activation, int index) {
    return new Configuration(Map.of("activation", activation, "units", index));
  }

  @Test
  void answers_from_the_row_of_a_configuration() throws Exception {
    Blackbox table = table(ROWS);
    assertThat(table.truth(of("relu", 0))).isEqualTo(2);
    assertThat(table.truth(of("tanh", 1))).isEqualTo(8.5);
    assertThat(table.errors()).isEqualTo(new ErrorRange(0.5, 8.5));
    assertThat(table.space().size()).hasValue(6);
    assertThat(table.observed(of("relu", 0), 1, new Seed(1))).isEqualTo(2);
  }

  @Test
  void with_noise_observes_one_repeat_and_keeps_the_truth() throws Exception {
    Blackbox noisy = table(ROWS).noisy();
    Set<Double> observed = new HashSet<>();
    for (int i = 0; i < 64; i++) { // all the same with probability 2^-63
      observed.add(noisy.observed(of("relu", 0), 1, new Seed(i)));
    }
    assertThat(observed).containsExactlyInAnyOrder(1.0, 3.0);
    assertThat(noisy.truth(of("relu", 0))).isEqualTo(2);
  }

  @Test
  void refuses_rows_that_are_not_the_grid() {
    assertThatThrownBy(() -> table(ROWS.replace("relu,32", "relu,48")))
        .hasMessage("table: row 1: must be the configuration of that number, but is relu,48,5,5.");
    assertThatThrownBy(() -> table(ROWS.substring(0, ROWS.indexOf("tanh,64"))))
        .hasMessageStartingWith("table: row 5: ");
  }

  @ParameterizedTest
  @CsvSource({
    "naval_propulsion, 3.1911e-05",
    "parkinsons_telemonitoring, 0.0067059",
    "protein_structure, 0.22138",
    "slice_localization, 0.00019160"
  })
  void reads_fc_net_and_finds_its_published_optimum(String task, double optimum) throws Exception {
    Path folder = PublishedData.folder("fcnet");
    Column[] columns = PublishedFiles.json(folder.resolve("space.json"), Column[].class);
    try (Reader rows = PublishedFiles.text(folder.resolve(task + ".csv.gz"))) {
      TabularBlackbox table = TabularBlackbox.read(task, List.of(columns), rows);
      assertThat(table.space().size()).hasValue(62_208);
      assertThat(table.errors().best()).isCloseTo(optimum, offset(1e-4 * optimum));
    }
  }
}
