package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Trial;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.JournalStoreContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
final class JsonJournalTest extends JournalStoreContract {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path temporary;

  private Path folder() {
    return temporary.resolve("mit Leerzeichen + größe 100%").resolve("journal");
  }

  private Path segment(int number) {
    return folder().resolve("events-%06d.jsonl".formatted(number));
  }

  @Override
  protected JsonJournal open() throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder().toString());
    return JsonJournal.open(WholeFile.system(path, HADOOP), path);
  }

  private void write(List<StudyEvent> events) throws IOException {
    try (JournalStore store = open()) {
      for (StudyEvent event : events) {
        store.append(event);
        store.flush();
      }
    }
  }

  private static String line(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return "%s,\"crc\":\"%08x\"}\n".formatted(body, crc.getValue());
  }

  @Test
  void every_kind_of_event_is_tested() {
    assertThat(EveryEvent.events().stream().map(Object::getClass).distinct().map(Class::getName))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(StudyEvent.class.getPermittedSubclasses())
                .filter(type -> type != StudyEvent.Began.class) // the store's own to write
                .map(Class::getName)
                .toList());
  }

  @Test
  void each_flush_writes_one_segment_and_nothing_else() throws IOException {
    try (JournalStore store = open()) {
      store.append(EveryEvent.events().get(0));
      store.append(EveryEvent.events().get(1));
      store.flush();
      store.flush();
      store.append(EveryEvent.events().get(2));
    }
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("events-000000.jsonl", "events-000001.jsonl");
    }
    assertThat(Files.readAllLines(segment(0))).hasSize(2);
    assertThat(Files.readAllLines(segment(1)))
        .hasSize(1)
        .allMatch(l -> l.startsWith("{\"v\":\"1.1\",\"type\":\"proposed\","));
  }

  @Test
  void the_first_format_is_read_for_ever() throws IOException {
    String golden;
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("journal-v1.jsonl"))) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.createDirectories(folder());
    Files.writeString(segment(0), golden);
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(EveryEvent.ofFormat10());
    }
  }

  @Test
  void refuses_a_damaged_line_and_says_where_and_what_to_do() throws IOException {
    write(EveryEvent.events());
    String whole = Files.readString(segment(8));
    for (String damaged :
        List.of(
            whole.replace("0.75", "0.76"),
            whole.replace("1.1", "1.0"),
            whole.substring(0, whole.length() / 2) + "\n",
            "{}\n",
            "\n",
            whole + "\n")) {
      Files.writeString(segment(8), damaged);
      int line = damaged.startsWith(whole) ? 2 : 1;
      assertThatThrownBy(() -> open().read())
          .isInstanceOf(UnreadableJournalException.class)
          .hasMessageEndingWith(
              "events-000008.jsonl: %d: is damaged, its checksum does not fit; move this file and"
                  + " all after it away to go on from what stands before, or begin anew with"
                  + " output.overwrite = true",
              line);
    }
    Files.writeString(segment(8), whole.stripTrailing());
    assertThatThrownBy(() -> open().read())
        .hasMessageContaining("events-000008.jsonl: is cut off;");
  }

  @Test
  void goes_on_from_what_stands_before_a_damaged_segment() throws IOException {
    write(EveryEvent.events());
    for (int number = 4; number < EveryEvent.events().size(); number++) {
      Files.delete(segment(number));
    }
    write(EveryEvent.events().subList(4, 6));
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(EveryEvent.events().subList(0, 6));
    }
  }

  @Test
  void refuses_a_gap() throws IOException {
    write(EveryEvent.events());
    Files.delete(segment(3));
    assertThatThrownBy(this::open)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining("events-000004.jsonl: events-000003.jsonl is missing before it;");
  }

  @Test
  void refuses_a_higher_format() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(segment(0), line("{\"v\":\"2.0\",\"type\":\"opened\",\"event\":{\"new\":1}"));
    assertThatThrownBy(() -> open().read())
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageEndingWith(
            "events-000000.jsonl: 1: is of format 2, and this version reads formats up to 1; read"
                + " it with the version that wrote it");
  }

  @Test
  void leaves_out_events_and_fields_that_it_does_not_know() throws IOException {
    write(EveryEvent.events().subList(0, 1));
    Files.writeString(
        segment(1),
        line("{\"v\":1,\"type\":\"paused\",\"event\":{}")
            + line(
                "{\"v\":1,\"type\":\"confirmed\",\"event\":"
                    + "{\"winner\":3,\"heldOut\":0.5,\"refitSeconds\":1,\"more\":[1]}"));
    try (JournalStore store = open()) {
      assertThat(store.read())
          .hasSize(2)
          .last()
          .isEqualTo(
              new StudyEvent.Confirmed(3, OptionalDouble.of(0.5), OptionalDouble.empty(), 1));
    }
  }

  @Test
  void says_which_field_does_not_fit() throws IOException {
    Files.createDirectories(folder());
    Map<String, String> wrong =
        Map.of(
            "{\"winner\":2.5,\"refitSeconds\":1}",
            "Confirmed.winner: must be a whole number, but is 2.5",
            "{\"winner\":1}",
            "Confirmed.refitSeconds: is missing");
    wrong.forEach(
        (event, message) -> {
          String line = line("{\"v\":1,\"type\":\"confirmed\",\"event\":" + event);
          assertThatThrownBy(
                  () -> {
                    Files.writeString(segment(0), line);
                    open().read();
                  })
              .isInstanceOf(UnreadableJournalException.class)
              .hasMessageContaining("events-000000.jsonl: 1: " + message + ";");
        });
  }

  @Test
  void a_second_driver_fails_at_its_first_flush() throws IOException {
    List<StudyEvent> events = EveryEvent.events();
    JsonJournal one = open();
    JsonJournal other = open();
    one.append(events.get(0));
    one.flush();
    other.append(events.get(0));
    assertThatThrownBy(other::flush)
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("another driver writes to the same study");
  }

  @Test
  void a_segment_that_was_never_finished_is_not_there() throws IOException {
    write(EveryEvent.events().subList(0, 2));
    Files.writeString(folder().resolve(".events-000002.jsonl.tmp"), "{\"v\":1,");
    write(EveryEvent.events().subList(2, 3));
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(EveryEvent.events().subList(0, 3));
    }
  }

  @Test
  void order_and_types_of_a_configurations_values_are_kept() throws IOException {
    write(EveryEvent.events().subList(0, 2));
    try (JournalStore store = open()) {
      Trial trial = ((StudyEvent.Proposed) store.read().get(1)).trial();
      Trial expected = ((StudyEvent.Proposed) EveryEvent.events().get(1)).trial();
      assertThat(trial.configuration()).hasToString(expected.configuration().toString());
      assertThat(new ArrayList<>(trial.configuration().values().values()))
          .isEqualTo(new ArrayList<>(expected.configuration().values().values()));
    }
  }
}
