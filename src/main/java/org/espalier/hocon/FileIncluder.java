package org.espalier.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.espalier.spec.Problem;
import org.espalier.spec.Redaction;

/**
 * Includer that reports each included file that is missing, where the library's own continues
 * without it. Parsing continues, so that all missing files are reported at once.
 */
final class FileIncluder implements ConfigIncluder {

  /** Endings of files; the library adds each in this order to a name without one. */
  private static final List<String> ENDINGS = List.of(".conf", ".json", ".properties");

  private static final String NAMES = ", its name ends with .conf, .json or .properties";

  private final OriginNames places;
  private final Collection<Problem> problems;

  /** Files being parsed, the innermost first; other sources by names that no file has. */
  private final Deque<File> open = new ArrayDeque<>();

  /**
   * @param file file whose includes are read
   * @param problems receives missing files
   */
  FileIncluder(File file, OriginNames places, Collection<Problem> problems) {
    this.places = places;
    this.problems = problems;
    open.push(file);
  }

  /** Includer that delegates to the library's own, which the library passes here. */
  @Override
  public ConfigIncluder withFallback(ConfigIncluder library) {
    return new Reporting(library);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw new IllegalStateException("The library's own includer was not added.");
  }

  /**
   * Contents of an include; empty if it is missing.
   *
   * @param file the included file, if it is one
   * @param right base of its path, as the correction
   */
  private ConfigObject included(
      String what, File file, String right, Supplier<ConfigObject> contents) {
    File including = open.element();
    open.push(file);
    try {
      return contents.get();
    } catch (ConfigException.IO unreadable) {
      String wrong = file.isFile() ? "cannot be read" : "there is no such file";
      Problem problem =
          new Problem(
              place(including, what),
              "",
              Redaction.text("include \"%s\": %s".formatted(what, wrong)),
              file.isFile() ? "" : hasEnding(what) ? right : right + NAMES);
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return ConfigFactory.empty().root();
    } finally {
      open.pop();
    }
  }

  private String place(File including, String what) {
    Pattern line = Pattern.compile("\\binclude\\b.*\"" + Pattern.quote(what) + "\"");
    ConfigOrigin origin = ConfigOriginFactory.newFile(including.getPath());
    try {
      List<String> lines = Files.readAllLines(including.toPath());
      int at =
          IntStream.range(0, lines.size())
              .filter(i -> line.matcher(lines.get(i)).find())
              .findFirst()
              .orElse(-1);
      return places.name(at < 0 ? origin : origin.withLineNumber(at + 1));
    } catch (IOException unreadable) {
      return places.name(origin); // it was read a moment ago
    }
  }

  /** The file that a name stands for; one that does not exist if there is none. */
  private static File existing(File named) {
    if (hasEnding(named.getName())) {
      return named;
    }
    return ENDINGS.stream()
        .map(ending -> new File(named.getPath() + ending))
        .filter(File::isFile)
        .findFirst()
        .orElseGet(() -> new File(named.getPath() + ENDINGS.get(0)));
  }

  private static boolean hasEnding(String name) {
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Includer that delegates to the library's own. */
  private final class Reporting
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private final ConfigIncluder library;

    Reporting(ConfigIncluder library) {
      this.library = library;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      File sibling = existing(open.element().toPath().resolveSibling(what).toFile());
      return included(
          what,
          sibling,
          "its path is relative to this file",
          () -> library.include(new Strict(context), what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      ConfigIncluderFile files = (ConfigIncluderFile) library;
      return included(
          what.getPath(),
          existing(what),
          "its path is relative to the working directory",
          () -> files.includeFile(new Strict(context), what));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      ConfigIncluderURL urls = (ConfigIncluderURL) library;
      return included(
          what.toString(),
          new File(what.toString()),
          "",
          () -> urls.includeURL(new Strict(context), what));
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      ConfigIncluderClasspath resources = (ConfigIncluderClasspath) library;
      return included(
          what,
          new File(what),
          "its path is relative to the root of the class path",
          () -> resources.includeResources(new Strict(context), what));
    }
  }

  /** Context of an include that must exist. */
  private record Strict(ConfigIncludeContext context) implements ConfigIncludeContext {

    @Override
    public ConfigParseable relativeTo(String filename) {
      return context.relativeTo(filename);
    }

    @Override
    public ConfigParseOptions parseOptions() {
      return context.parseOptions().setAllowMissing(false);
    }

    @Override
    public ConfigIncludeContext setParseOptions(ConfigParseOptions options) {
      return new Strict(context.setParseOptions(options));
    }
  }
}
