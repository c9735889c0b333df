package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyEvent.Position;
import org.espalier.spec.JournalPlan;
import org.espalier.study.Trial;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.JournalStoreContract;
import org.espalier.testing.Sample;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a journal of JSON lines keeps to on every file system. */
abstract class JsonJournalContract extends JournalStoreContract {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final JournalPlan PLAN = new JournalPlan(1_000, LEASE);

  private final FakeDrivers drivers = new FakeDrivers();
  private final List<StudyEvent> events = EveryEvent.events();
  private FileSystem system;
  private Path folder;

  /** The file system, once for each test. */
  abstract FileSystem system() throws IOException;

  /** A folder that is not there. */
  abstract Path folder();

  @BeforeEach
  void open_the_file_system() throws IOException {
    system = system();
    folder = folder();
  }

  /** Another driver's journal, when the one before has long been silent. */
  @Override
  protected JsonJournal open() throws IOException {
    drivers.hang(LEASE);
    return open(PLAN);
  }

  private JsonJournal open(JournalPlan plan) throws IOException {
    return open(plan, drivers.next());
  }

  JsonJournal open(JournalPlan plan, DriverEnvironment environment) throws IOException {
    return JsonJournal.open(
        new LeaseWatch(new Epochs(system, folder), plan.lease(), environment), plan);
  }

  private JournalReader reader() {
    return new JournalReader(new Epochs(system, folder));
  }

  /** All that was written, what drivers wrote of their beginnings included. */
  List<StudyEvent> written() throws IOException {
    return reader().read();
  }

  List<StudyEvent> read() throws IOException {
    return withoutBeginnings(written());
  }

  /** One driver's events, each written by itself. */
  private void write(List<StudyEvent> more) throws IOException {
    try (JournalStore store = open()) {
      for (StudyEvent event : more) {
        store.append(event);
        store.flush();
      }
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Epoch epoch : new Epochs(system, folder).all()) {
      for (int i = 0; system.exists(epoch.segment(folder, i)); i++) {
        files.add(epoch.segment(folder, i));
      }
    }
    return files;
  }

  private boolean appends() {
    return WholeFile.isLocal(system);
  }

  /** The file that holds an event of the first driver, and its line there. */
  private Path file(int event) throws IOException {
    return files().get(appends() ? 0 : event + 1);
  }

  private int line(int event) {
    return appends() ? event + 2 : 1;
  }

  private String text(Path file) throws IOException {
    return WholeFile.read(system, file);
  }

  private void replace(Path file, String text) throws IOException {
    WholeFile.write(system, file, text.getBytes(StandardCharsets.UTF_8), true);
  }

  /** The line of an object without its end, which follows the last one of the journal. */
  private String line(String body) throws IOException {
    return line(body, reader().end().link());
  }

  static String line(String body, EventLine.Link after) {
    return utf8(EventLine.linked(body, after)) + "\n";
  }

  private void add(String line) throws IOException {
    Path last = files().get(files().size() - 1);
    replace(last, text(last) + line);
  }

  @Test
  void every_kind_of_event_is_tested() {
    assertThat(events.stream().map(Object::getClass).distinct().map(Class::getName))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(StudyEvent.class.getPermittedSubclasses())
                .filter(type -> type != StudyEvent.Began.class) // the store's own to write
                .map(Class::getName)
                .toList());
  }

  @Test
  void each_driver_says_who_begins_and_what_it_read_of_the_one_before() throws IOException {
    write(events.subList(0, 3));
    write(List.of());
    write(events.subList(3, 4));
    assertThat(written())
        .filteredOn(StudyEvent.Began.class::isInstance)
        .extracting(event -> ((StudyEvent.Began) event).after())
        .containsExactly(
            Optional.empty(),
            Optional.of(appends() ? new Position(1, 0, 4) : new Position(1, 3, 1)),
            Optional.of(new Position(2, 0, 1)));
    assertThat(written().get(0))
        .isInstanceOfSatisfying(
            StudyEvent.Began.class,
            began -> {
              assertThat(began.driver()).isEqualTo(new StudyEvent.Driver("ann", "node1", 101));
              assertThat(began.at()).isPositive();
            });
    assertThat(reader().end().position())
        .contains(appends() ? new Position(3, 0, 2) : new Position(3, 1, 1));
  }

  @Test
  void what_an_old_driver_writes_later_is_never_read() throws IOException {
    JsonJournal old = open();
    old.append(events.get(0));
    old.append(events.get(1));
    old.flush();
    drivers.hang(LEASE);
    JsonJournal next = open(PLAN);
    old.append(events.get(2)); // it hung, and has not yet looked up
    old.flush();
    next.append(events.get(3));
    assertThat(withoutBeginnings(next.read()))
        .isEqualTo(List.of(events.get(0), events.get(1), events.get(3)));
    next.close();
    old.append(events.get(4));
    old.flush();
    write(List.of(events.get(5)));
    assertThat(read())
        .isEqualTo(List.of(events.get(0), events.get(1), events.get(3), events.get(5)));
  }

  @Test
  void an_old_driver_stops_when_it_learns_that_another_took_over() throws IOException {
    JsonJournal old = open();
    old.append(events.get(0));
    old.flush();
    drivers.hang(LEASE);
    JsonJournal next = open(PLAN);
    next.append(events.get(1));
    assertThatThrownBy(old::read).isInstanceOf(JournalHeldException.class);
    drivers.pass(LEASE.dividedBy(2));
    assertThatThrownBy(() -> old.append(events.get(2)))
        .isInstanceOf(JournalHeldException.class)
        .hasMessageContaining("ann@node2, process 102");
    assertThatThrownBy(old::flush).isInstanceOf(JournalHeldException.class);
    old.close();
    assertThat(withoutBeginnings(next.read())).isEqualTo(events.subList(0, 2));
    next.close();
  }

  @Test
  void a_second_driver_is_refused_with_the_name_of_the_first_as_long_as_that_lives()
      throws IOException {
    JsonJournal first = open(PLAN);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> open(PLAN))
          .isInstanceOf(JournalHeldException.class)
          .hasMessage("ann@node1, process 101, which renews its lease");
      drivers.pass(LEASE);
    }
    first.close();
    open(PLAN).close();
  }

  @Test
  void a_dead_drivers_journal_is_taken_after_a_watch_of_one_lease() throws IOException {
    open(PLAN);
    drivers.pass(LEASE.multipliedBy(2));
    drivers.die();
    Instant before = drivers.now();
    open(PLAN).close();
    assertThat(Duration.between(before, drivers.now())).isBetween(LEASE, LEASE.plusSeconds(3));
  }

  @Test
  void a_clock_that_is_ahead_or_behind_neither_keeps_nor_gives_away_a_journal() throws IOException {
    for (Duration skew : List.of(Duration.ofHours(3), Duration.ofHours(-3))) {
      JsonJournal other = open(PLAN, drivers.next(skew));
      drivers.pass(LEASE.multipliedBy(2));
      assertThatThrownBy(() -> open(PLAN))
          .isInstanceOf(JournalHeldException.class)
          .hasMessageMatching(
              ".*, which renews its lease, and whose clock is 10,(799|800|801) s "
                  + (skew.isNegative() ? "behind" : "ahead of")
                  + " the one here");
      drivers.die();
      Instant before = drivers.now();
      open(PLAN).close();
      assertThat(Duration.between(before, drivers.now())).isBetween(LEASE, LEASE.plusSeconds(3));
      other.close();
    }
  }

  @Test
  void a_process_of_this_machine_that_is_gone_is_not_waited_for() throws IOException {
    DriverProcess here = DriverProcess.current();
    StudyEvent.Driver gone = new StudyEvent.Driver("ann", here.driver().host(), 999_999_999);
    Instant before = drivers.now();
    open(PLAN, drivers.environment(new DriverProcess(gone, here.machine(), here.startedAt())));
    DriverProcess earlier = new DriverProcess(here.driver(), here.machine(), 1);
    open(PLAN, drivers.environment(earlier));
    JsonJournal alive = open(PLAN, drivers.environment(here));
    assertThatThrownBy(() -> open(PLAN, drivers.environment(here)))
        .isInstanceOf(JournalHeldException.class);
    // A store that does not create atomically settles for a second at each claim.
    assertThat(Duration.between(before, drivers.now())).isLessThan(Duration.ofSeconds(5));
    alive.close();
  }

  @Test
  void of_two_that_claim_at_the_same_time_one_goes_on() throws IOException {
    assumeThat(WholeFile.createsAtomically(system)).isFalse();
    Epoch other = new Epoch(1, "0therone", drivers.next().process(), drivers.now().toEpochMilli());
    Path claim = new Epochs(system, folder).claim(1);
    drivers.inPause(
        () -> {
          try {
            replace(claim, Epoch.text(other));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThatThrownBy(() -> open(PLAN))
        .isInstanceOf(JournalHeldException.class)
        .hasMessageContaining("ann@node1");
  }

  @Test
  void a_file_that_is_there_is_not_created() throws IOException {
    system.mkdirs(folder);
    Path file = new Path(folder, "one");
    WholeFile.create(system, file, "1");
    assertThatThrownBy(() -> WholeFile.create(system, file, "2"))
        .isInstanceOf(org.apache.hadoop.fs.FileAlreadyExistsException.class);
    assertThat(text(file)).isEqualTo("1");
  }

  @Test
  void a_claim_that_was_never_finished_is_passed_over_in_time() throws IOException {
    write(events.subList(0, 2));
    replace(new Epochs(system, folder).claim(2), "");
    drivers.hang(Duration.ofDays(20_000)); // its time is by the clock of the file system
    write(events.subList(2, 3));
    assertThat(read()).isEqualTo(events.subList(0, 3));
  }

  @Test
  void loses_no_more_than_its_plan_says() throws IOException {
    JsonJournal journal = open(new JournalPlan(3, LEASE));
    journal.append(events.get(0));
    journal.append(events.get(1));
    assertThat(read()).isEmpty();
    journal.append(events.get(2));
    assertThat(read()).isEqualTo(events.subList(0, 3));
    journal.append(events.get(3));
    drivers.pass(Duration.ofSeconds(2));
    assertThat(read()).hasSize(3);
    drivers.pass(Duration.ofSeconds(3));
    assertThat(read()).isEqualTo(events.subList(0, 4));
    journal.close();
    assertThat(drivers.living()).isZero();
  }

  @Test
  void a_last_line_that_was_cut_off_is_dropped() throws IOException {
    write(events);
    Path file = file(events.size() - 1);
    String whole = text(file);
    String last = whole.substring(whole.stripTrailing().lastIndexOf('\n') + 1);
    for (int cut = 1; cut <= last.length(); cut += cut < 20 ? 1 : 37) {
      replace(file, whole.substring(0, whole.length() - cut));
      assertThat(read()).as("less %d", cut).isEqualTo(events.subList(0, events.size() - 1));
    }
    write(events.subList(events.size() - 1, events.size()));
    assertThat(read()).isEqualTo(events);
  }

  @Test
  void refuses_a_damaged_line_and_says_where_and_what_to_do() throws IOException {
    write(events);
    int damaged = 8;
    Path file = file(damaged);
    String whole = text(file);
    String good = whole.lines().toList().get(line(damaged) - 1) + "\n";
    for (String bad :
        List.of(
            good.replace("0.75", "0.76"),
            good.replace("{\"v\":1,", "{\"v\":2,"),
            good.substring(0, good.length() / 2) + "\n",
            "{}\n",
            "\n")) {
      replace(file, whole.replace(good, bad));
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(this::read)
            .isInstanceOf(UnreadableJournalException.class)
            .hasMessageEndingWith(
                "%s: %d: is damaged, its checksum does not fit; to resume from the events before it, remove it, all after it and all files after this one; or start again with output.overwrite = true",
                file.getName(), line(damaged));
        assertThatThrownBy(this::open).isInstanceOf(UnreadableJournalException.class);
      }
    }
    repair(file, line(damaged));
    assertThat(read()).isEqualTo(events.subList(0, damaged));
    write(events.subList(damaged, events.size()));
    assertThat(read()).isEqualTo(events);
  }

  @Test
  void refuses_a_line_that_is_whole_and_no_event_and_says_why() throws IOException {
    write(events);
    for (String body : List.of("[1", "{\"v\":", "\ud800", "{\"v\":1,\"type\":\"told\"")) {
      String whole = text(file(events.size() - 1));
      add(line(body));
      assertThatThrownBy(this::read)
          .isInstanceOf(UnreadableJournalException.class)
          .hasMessageContaining("remove it");
      replace(file(events.size() - 1), whole);
    }
    assertThat(read()).isEqualTo(events);
  }

  /** Does what the message says. */
  private void repair(Path file, int line) throws IOException {
    String kept = text(file).lines().limit(line - 1L).map(l -> l + "\n").reduce("", String::concat);
    List<Path> all = files();
    for (Path later : all.subList(all.indexOf(file) + 1, all.size())) {
      system.delete(later, false);
    }
    if (kept.isEmpty()) {
      system.delete(file, false);
    } else {
      replace(file, kept);
    }
  }

  @Test
  void refuses_an_earlier_epoch_of_which_something_is_missing() throws IOException {
    write(events.subList(0, 4));
    write(events.subList(4, 6));
    Path last = file(3);
    String whole = text(last);
    replace(last, whole.substring(0, whole.length() - 10));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining(last.getName());
    system.delete(last, false);
    assertThatThrownBy(this::read).isInstanceOf(UnreadableJournalException.class);
    replace(last, whole);
    assertThat(read()).isEqualTo(events.subList(0, 6));
    system.delete(new Epochs(system, folder).claim(1), false);
    // Epochs are counted from 1: without the first there is none.
    assertThat(read()).isEmpty();
  }

  @Test
  void refuses_a_gap_between_segments() throws IOException {
    assumeThat(appends()).isFalse();
    write(events);
    settle(system);
    List<Path> files = files();
    system.delete(files.get(4), false);
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining(
            "%s: %s is missing before it;", files.get(5).getName(), files.get(4).getName());
  }

  /** Gives a store that lists late the time it needs. */
  void settle(FileSystem late) {}

  @Test
  @Tag(Sample.TAG)
  void the_journal_cut_after_every_event_and_within_lines_is_a_part_of_it_or_refused()
      throws IOException {
    List<StudyEvent> study = SampleStudy.events().subList(0, 40);
    write(study.subList(0, 20));
    write(study.subList(20, 40));
    List<Path> files = files();
    for (int last = files.size(); last > 0; last--) {
      Path file = files.get(last - 1);
      String whole = text(file);
      List<Integer> cuts =
          IntStream.iterate(whole.length(), cut -> cut > 0, cut -> cut - 97).boxed().toList();
      for (int cut : Sample.rows(cuts).toList()) {
        replace(file, whole.substring(0, cut));
        try {
          List<StudyEvent> left = read();
          assertThat(left).isEqualTo(study.subList(0, left.size()));
        } catch (UnreadableJournalException e) {
          assertThat(e).hasMessageContaining(folder.toString()).hasMessageContaining("; ");
          assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
        }
      }
      system.delete(file, false);
    }
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            JsonJournalContract.class.getResourceAsStream("journal-v1/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final String FIRST = "events-000001-0a1b2c3d-000000.jsonl";
  private static final String SECOND = "events-000002-4e5f6071-000000.jsonl";

  /** Lines of kinds that are no longer written, and that a reader passes over. */
  private static final Pattern GONE = Pattern.compile("\"type\":\"(outlook|nested)\"");

  /** True for events of the kinds that format 1 had when its sample was written. */
  private static boolean isOfSample(StudyEvent event) {
    return !(event instanceof StudyEvent.Refitted);
  }

  /** True if a tree has all that another one has; it may have fields that are not written now. */
  private static boolean holds(JsonNode golden, JsonNode written) {
    if (written.isObject()) {
      return written.properties().stream()
          .allMatch(field -> holds(golden.path(field.getKey()), field.getValue()));
    }
    return written.isArray()
        ? golden.size() == written.size()
            && IntStream.range(0, written.size())
                .allMatch(i -> holds(golden.get(i), written.get(i)))
        : golden.equals(written);
  }

  @Test
  void format_1_is_read_for_ever_and_is_what_is_written() throws IOException {
    system.mkdirs(folder);
    for (String name :
        List.of(
            FIRST,
            SECOND,
            "epoch-000001.json",
            "epoch-000002.json",
            "lease-000001.json",
            "lease-000002.json")) {
      replace(new Path(folder, name), golden(name));
    }
    List<StudyEvent> sample = events.stream().filter(JsonJournalContract::isOfSample).toList();
    assertThat(read()).isEqualTo(sample);
    List<String> lines = new ArrayList<>(golden(FIRST).lines().limit(10).toList());
    lines.addAll(golden(SECOND).lines().toList());
    lines.removeIf(line -> GONE.matcher(line).find());
    List<StudyEvent> all = written().stream().filter(JsonJournalContract::isOfSample).toList();
    assertThat(all).hasSameSizeAs(lines);
    ObjectMapper json = new ObjectMapper();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode written = json.readTree(EventLine.json(all.get(i)));
      assertThat(holds(json.readTree(lines.get(i)), written)).as("%s", written).isTrue();
    }
    write(events.subList(0, 1));
    assertThat(read()).hasSize(sample.size() + 1);
  }

  @Test
  void the_space_that_is_searched_is_kept() throws IOException {
    StudyEvent.Opened opened = (StudyEvent.Opened) SampleStudy.events().get(0);
    assertThat(opened.setup().parameters()).hasSize(9);
    write(List.of(opened));
    assertThat(read()).contains(opened);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void refuses_a_higher_format() throws IOException {
    write(List.of());
    add(line("{\"v\":2,\"type\":\"opened\",\"event\":{\"new\":1}"));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageEndingWith(
            ": 2: is of format 2, and this version reads formats up to 1; read it with the version"
                + " that wrote it");
  }

  @Test
  void passes_over_kinds_of_events_and_fields_that_it_does_not_know() throws IOException {
    write(events.subList(0, 1));
    String unknown = line("{\"v\":1,\"type\":\"paused\",\"event\":{}");
    add(unknown);
    add(
        line(
            "{\"v\":1,\"type\":\"confirmed\",\"event\":"
                + "{\"winner\":3,\"heldOut\":0.5,\"refitSeconds\":1,\"more\":[1]}"));
    Path file = files().get(files().size() - 1);
    write(events.subList(1, 2));
    assertThat(read())
        .isEqualTo(
            List.of(
                events.get(0),
                new StudyEvent.Confirmed(3, OptionalDouble.of(0.5), OptionalDouble.empty(), 1),
                events.get(1)));
    assertThat(text(file)).contains(unknown);
  }

  @Test
  void says_which_field_does_not_fit() throws IOException {
    write(List.of());
    Path file = files().get(0);
    String begun = text(file);
    Map<String, String> wrong =
        Map.of(
            "1,\"type\":\"confirmed\",\"event\":{\"winner\":2.5,\"refitSeconds\":1}",
            ": 2: Confirmed.winner: must be a whole number, but is 2.5; to resume",
            "1,\"type\":\"confirmed\",\"event\":{\"winner\":1}",
            ": 2: Confirmed.refitSeconds: is missing; to resume",
            "2,\"type\":\"confirmed\",\"event\":{\"winner\":[1]}",
            ": 2: is of format 2, and this version reads formats up to 1; read it with the version",
            "\"soon\",\"type\":\"confirmed\",\"event\":{\"winner\":1}",
            ": 2: has no version, but v = 'soon'; to resume");
    EventLine.Link first = reader().end().link();
    for (Map.Entry<String, String> entry : wrong.entrySet()) {
      replace(file, begun + line("{\"v\":" + entry.getKey(), first));
      assertThatThrownBy(this::read)
          .isInstanceOf(UnreadableJournalException.class)
          .hasMessageContaining(entry.getValue());
    }
  }

  /** All lines of the journal, for a driver that wrote one file. */
  private List<String> lines(Path file) throws IOException {
    return new ArrayList<>(text(file).lines().map(line -> line + "\n").toList());
  }

  @Test
  void refuses_a_journal_of_which_any_line_is_lost_repeated_or_moved_and_says_which()
      throws IOException {
    assumeThat(appends()).isTrue(); // a segment of one line that is lost is a gap
    write(events);
    Path file = file(0);
    List<String> lines = lines(file);
    for (int i = 1; i < lines.size() - 1; i++) {
      List<String> lost = lines(file);
      lost.remove(i);
      refuses(
          file,
          lost,
          ": %d: is line %d of the journal, and line %d is missing before it; to resume"
              .formatted(i + 1, i + 2, i + 1));
      List<String> repeated = lines(file);
      repeated.add(i, lines.get(i));
      refuses(
          file,
          repeated,
          ": %d: repeats line %d of the journal, after line %d; to resume"
              .formatted(i + 2, i + 1, i + 1));
    }
    List<String> two = lines(file);
    two.subList(3, 6).clear();
    refuses(file, two, ": 4: is line 7 of the journal, and lines 4 to 6 are missing before it");
    List<String> moved = lines(file);
    moved.add(2, moved.remove(4));
    refuses(file, moved, ": 3: is line 5 of the journal, and lines 3 to 4 are missing before it");
    assertThat(read()).isEqualTo(events);
  }

  private void refuses(Path file, List<String> lines, String message) throws IOException {
    String whole = text(file);
    replace(file, String.join("", lines));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining(file.getName() + message);
    assertThatThrownBy(this::open).isInstanceOf(UnreadableJournalException.class);
    replace(file, whole);
  }

  @Test
  void refuses_lines_of_another_journal_within_an_epoch_and_between_epochs() throws IOException {
    write(events.subList(0, 4));
    write(events.subList(4, 6));
    Path file = file(2);
    String whole = text(file);
    List<String> lines = lines(file);
    int replaced = line(2) - 1;
    EventLine.Link before =
        appends() ? link(lines.subList(0, replaced)) : link(List.of(text(file(1))));
    String other =
        line("{\"v\":1,\"type\":\"paused\",\"event\":{}", new EventLine.Link(3, before.checksum()));
    lines.set(replaced, other);
    replace(file, String.join("", lines));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining("was not written after the line before it, which was replaced");
    replace(file, whole);
    // The second driver's first line follows the fourth event of the first driver.
    Path last = file(3);
    List<String> end = lines(last);
    EventLine.Link third =
        appends() ? link(end.subList(0, end.size() - 1)) : link(List.of(text(file(2))));
    end.set(
        end.size() - 1,
        line("{\"v\":1,\"type\":\"paused\",\"event\":{}", new EventLine.Link(4, third.checksum())));
    replace(last, String.join("", end));
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableJournalException.class)
        .hasMessageContaining("events-000002-")
        .hasMessageContaining(": 1: was not written after the line before it");
  }

  /** Link to the last of some lines, whose number does not count. */
  private static EventLine.Link link(List<String> lines) {
    String last = lines.get(lines.size() - 1);
    return new EventLine.Link(0, last.substring(last.length() - 11, last.length() - 3));
  }

  @Test
  void order_and_types_of_a_configurations_values_are_kept() throws IOException {
    write(events.subList(0, 2));
    Trial trial = ((StudyEvent.Proposed) read().get(1)).trial();
    Trial expected = ((StudyEvent.Proposed) events.get(1)).trial();
    assertThat(trial.configuration()).hasToString(expected.configuration().toString());
    assertThat(new ArrayList<>(trial.configuration().values().values()))
        .isEqualTo(new ArrayList<>(expected.configuration().values().values()));
  }

  @Test
  void an_event_is_one_line_whatever_its_texts_are() throws IOException {
    for (StudyEvent event : events) {
      byte[] line = EventLine.linked(EventLine.unlinked(event), EventLine.Link.NONE);
      assertThat(utf8(line)).as("%s", event.getClass()).doesNotContain("\n");
      assertThat(EventLine.parse(line)).contains(event);
    }
  }

  @Test
  void has_events_as_soon_as_one_is_written_after_a_drivers_own() throws IOException {
    assertThat(reader().hasEvents()).isFalse();
    write(List.of());
    assertThat(reader().hasEvents()).isFalse();
    write(events.subList(0, 1));
    assertThat(reader().hasEvents()).isTrue();
    write(List.of()); // and another driver begins after them
    assertThat(reader().hasEvents()).isTrue();
  }
}
