package org.espalier.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.espalier.journal.StudyEvent;

/**
 * An event as a line of a journal: <code>{"v":"1.1","type":"told","event":{…},"crc":"0a1b2c3d"}
 * </code>. The checksum is the CRC-32 of the line's bytes before <code>,"crc"</code>.
 */
final class EventLine {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WITH_CHECKSUM =
      Pattern.compile("(.*),\"crc\":\"([0-9a-f]{8})\"}", Pattern.DOTALL);

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
    types.put("told", StudyEvent.Told.class);
    types.put("decided", StudyEvent.Decided.class);
    types.put("confirmed", StudyEvent.Confirmed.class);
    types.put("resumed", StudyEvent.Resumed.class);
    types.put("closed", StudyEvent.Closed.class);
    return types;
  }

  /** The line of an event, without its end. */
  static String of(StudyEvent event) {
    ObjectNode line = JSON.createObjectNode();
    line.put("v", "%d.%d".formatted(StudyEvent.FORMAT, StudyEvent.MINOR));
    line.put("type", type(event));
    line.set("event", RecordJson.tree(event));
    String text = line.toString();
    String body = text.substring(0, text.length() - 1);
    return "%s,\"crc\":\"%s\"}".formatted(body, checksum(body));
  }

  private static String type(StudyEvent event) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue().isInstance(event))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s has no name.".formatted(event)));
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  /**
   * The event of a line; empty if it is of a type that is not known.
   *
   * @throws IllegalArgumentException if it is damaged, of a higher format, or not an event
   */
  static Optional<StudyEvent> parse(String line) {
    if (!isWhole(line)) {
      throw new IllegalArgumentException("is damaged, its checksum does not fit");
    }
    JsonNode tree = tree(line);
    Version version = Version.of(tree);
    if (version.major() > StudyEvent.FORMAT) {
      throw new IllegalArgumentException(
          "is of format %d, and this version reads formats up to %d"
              .formatted(version.major(), StudyEvent.FORMAT));
    }
    Class<? extends StudyEvent> type = TYPES.get(type(line));
    return type == null
        ? Optional.empty()
        : Optional.of(RecordReader.read(tree.path("event"), type));
  }

  private static boolean isWhole(String line) {
    Matcher parts = WITH_CHECKSUM.matcher(line);
    return parts.matches() && checksum(parts.group(1)).equals(parts.group(2));
  }

  /** Whether a line that is whole was written by a later version. */
  static boolean isNewer(String line) {
    if (!isWhole(line)) {
      return false;
    }
    Version version = Version.of(tree(line));
    return version.major() > StudyEvent.FORMAT
        || (version.major() == StudyEvent.FORMAT && version.minor() > StudyEvent.MINOR);
  }

  /** The name of a line's type. */
  static String type(String line) {
    return tree(line).path("type").asText();
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The format of a line; the first had no minor versions. */
  private record Version(int major, int minor) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?");

    static Version of(JsonNode line) {
      Matcher parts = TEXT.matcher(line.path("v").asText());
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "has no version, but v = '%s'".formatted(line.path("v").asText()));
      }
      int minor = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
      return new Version(Integer.parseInt(parts.group(1)), minor);
    }
  }
}
