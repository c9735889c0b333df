package org.espalier.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.espalier.journal.StudyEvent;

/**
 * Event as a line of a journal: <code>{"v":"1.4","type":"told","event":{…},"crc":"0a1b2c3d"}
 * </code>. The checksum is the CRC-32 of the line's bytes before <code>,"crc"</code>.
 */
public final class EventLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** End of a line, after the bytes that the checksum covers. */
  private static final String CHECKSUM = ",\"crc\":\"%08x\"}";

  private static final int CHECKSUM_LENGTH = CHECKSUM.formatted(0).length();
  private static final String VERSION = "%d.%d".formatted(StudyEvent.FORMAT, StudyEvent.MINOR);

  /** Problem of a line whose checksum is wrong. */
  static final String DAMAGED = "is damaged, its checksum does not fit";

  /** Names are part of the format; a class may be renamed, they may not. */
  private static final Map<String, Class<? extends StudyEvent>> TYPES = types();

  private EventLine() {}

  private static Map<String, Class<? extends StudyEvent>> types() {
    Map<String, Class<? extends StudyEvent>> types = new LinkedHashMap<>();
    types.put("began", StudyEvent.Began.class);
    types.put("opened", StudyEvent.Opened.class);
    types.put("proposed", StudyEvent.Proposed.class);
    types.put("cell-started", StudyEvent.CellStarted.class);
    types.put("cell-ended", StudyEvent.CellEnded.class);
    types.put("reported", StudyEvent.Reported.class);
    types.put("told", StudyEvent.Told.class);
    types.put("decided", StudyEvent.Decided.class);
    types.put("repeated", StudyEvent.Repeated.class);
    types.put("confirmed", StudyEvent.Confirmed.class);
    types.put("resumed", StudyEvent.Resumed.class);
    types.put("closed", StudyEvent.Closed.class);
    return types;
  }

  /** Event as JSON without version and checksum: <code>{"type":"told","event":{…}}</code>. */
  public static String json(StudyEvent event) {
    return named(JSON.createObjectNode(), event).toString();
  }

  private static ObjectNode named(ObjectNode line, StudyEvent event) {
    line.put("type", type(event));
    line.set("event", RecordJson.tree(event));
    return line;
  }

  /** The line of an event, its end included. */
  static byte[] of(StudyEvent event) {
    ObjectNode line = named(JSON.createObjectNode().put("v", VERSION), event);
    byte[] whole = line.toString().getBytes(StandardCharsets.UTF_8);
    int body = whole.length - 1; // without the brace that ends the object
    byte[] check = CHECKSUM.formatted(checksum(whole, body)).getBytes(StandardCharsets.US_ASCII);
    byte[] text = Arrays.copyOf(whole, body + check.length + 1);
    System.arraycopy(check, 0, text, body, check.length);
    text[text.length - 1] = '\n';
    return text;
  }

  private static String type(StudyEvent event) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue().isInstance(event))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s has no name.".formatted(event)));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Event of a line; empty if its type is unknown.
   *
   * @throws IllegalArgumentException if it is damaged, of a higher format, or not an event
   */
  static Optional<StudyEvent> parse(byte[] line) {
    if (!isWhole(line)) {
      throw new IllegalArgumentException(DAMAGED);
    }
    JsonNode tree = tree(line).orElseThrow(() -> new IllegalArgumentException("is no JSON"));
    Version version =
        Version.of(tree)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "has no version, but v = '%s'".formatted(tree.path("v").asText())));
    if (version.major() > StudyEvent.FORMAT) {
      throw new IllegalArgumentException(
          "is of format %d, and this version reads formats up to %d"
              .formatted(version.major(), StudyEvent.FORMAT));
    }
    Class<? extends StudyEvent> type = TYPES.get(type(tree));
    return type == null
        ? Optional.empty()
        : Optional.of(RecordReader.read(tree.path("event"), type));
  }

  /** True if the checksum of a line is right. */
  static boolean isWhole(byte[] line) {
    int body = line.length - CHECKSUM_LENGTH;
    return body > 0
        && Arrays.equals(
            line,
            body,
            line.length,
            CHECKSUM.formatted(checksum(line, body)).getBytes(StandardCharsets.US_ASCII),
            0,
            CHECKSUM_LENGTH);
  }

  /** True if a complete line was written by a later version. */
  static boolean isNewer(byte[] line) {
    return isWhole(line) && tree(line).flatMap(Version::of).filter(Version::isNewer).isPresent();
  }

  /** The name of a line's type; empty if it has none. */
  static String type(byte[] line) {
    return tree(line).map(EventLine::type).orElse("");
  }

  private static String type(JsonNode line) {
    return line.path("type").asText();
  }

  private static Optional<JsonNode> tree(byte[] line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (IOException e) { // from an array it is about JSON
      return Optional.empty();
    }
  }

  /** The format of a line; the first had no minor versions. */
  private record Version(int major, int minor) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?");

    static Optional<Version> of(JsonNode line) {
      return Optional.of(TEXT.matcher(line.path("v").asText()))
          .filter(Matcher::matches)
          .map(
              parts ->
                  new Version(
                      Integer.parseInt(parts.group(1)),
                      parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2))));
    }

    boolean isNewer() {
      return major > StudyEvent.FORMAT || (major == StudyEvent.FORMAT && minor > StudyEvent.MINOR);
    }
  }
}
