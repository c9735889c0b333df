package org.espalier.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the places where settings come from, in the user's terms. */
final class OriginNames {

  private static final String MERGED = "merge of ";

  /** One place of a description: a file with its first line, or some other origin. */
  private static final Pattern FIRST = Pattern.compile("([^,]+?)(: \\d+)?(-\\d+)?(,.*)?");

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]+Exception: ");

  private final String absoluteFolder;
  private final String givenFolder;
  private final String inFolder;
  private final Pattern inFile;

  OriginNames(File file) {
    inFolder = file.getName();
    absoluteFolder = folder(file.getAbsolutePath(), inFolder);
    givenFolder = folder(file.getPath(), inFolder);
    inFile = Pattern.compile(Pattern.quote(file.getPath()) + ": \\d+");
  }

  private static String folder(String path, String name) {
    return path.substring(0, path.length() - name.length());
  }

  private String asGiven(String text) {
    return absoluteFolder.equals(File.separator)
        ? text.replace(File.separator + inFolder, givenFolder + inFolder)
        : text.replace(absoluteFolder, givenFolder);
  }

  /** File and line; if several layers produced a value together, its place in the study file. */
  String name(ConfigOrigin origin) {
    String description = asGiven(origin.description());
    boolean merged = description.startsWith(MERGED);
    Matcher file = inFile.matcher(description);
    if (file.find() && (merged || file.start() == 0)) {
      return file.group();
    }
    Matcher first = FIRST.matcher(merged ? description.substring(MERGED.length()) : description);
    if (!first.matches()) {
      return description;
    }
    // Overrides are one line each.
    boolean override = first.group(1).startsWith("-");
    return first.group(2) == null || override ? first.group(1) : first.group(1) + first.group(2);
  }

  /**
   * The library's message without the place in front and the advice in brackets at the end. Only
   * single characters of quoted text are kept, because a word may be part of a secret.
   */
  String message(ConfigException wrong) {
    String message = String.valueOf(wrong.getMessage());
    ConfigOrigin origin = wrong.origin();
    if (origin != null && message.startsWith(origin.description() + ": ")) {
      message = message.substring(origin.description().length() + 2);
    }
    message = asGiven(EXCEPTION.matcher(message).replaceFirst(""));
    int advice = message.indexOf(" (");
    String said = advice < 0 ? message : message.substring(0, advice);
    boolean words = QUOTED.matcher(said).results().anyMatch(quoted -> quoted.group().length() > 3);
    return words ? said.replaceFirst("'.*'", "'…'") : said;
  }
}
