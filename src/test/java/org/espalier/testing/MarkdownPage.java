package org.espalier.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation: the README, or a file of {@code src/site/markdown}.
 *
 * @param file relative to the project's folder
 * @param text the Markdown
 */
public record MarkdownPage(Path file, String text) {

  /**
   * A fenced block.
   *
   * @param language what follows the fence; empty if nothing does
   * @param text the lines between the fences
   */
  public record Block(MarkdownPage page, String language, String text) {
    @Override
    public String toString() {
      return "%s: a block of '%s': %s".formatted(page.file(), language, text);
    }
  }

  public static final Path SITE = Path.of("src/site");
  private static final Path MARKDOWN = SITE.resolve("markdown");

  private static final Pattern FENCE =
      Pattern.compile("^( *)```([^\\n`]*)\\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING =
      Pattern.compile("^#{1,6} +([a-z0-9-]+)$", Pattern.MULTILINE);
  private static final Pattern EXPLICIT = Pattern.compile("<a id=\"([^\"]+)\"></a>");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  @Override
  public String toString() {
    return file.toString();
  }

  /** README.md and every page of the site. */
  public static List<MarkdownPage> all() throws IOException {
    try (Stream<Path> files = Files.walk(MARKDOWN)) {
      return Stream.concat(
              Stream.of(Path.of("README.md")),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(MarkdownPage::read)
          .toList();
    }
  }

  /** A page by its path below {@code src/site/markdown}. */
  public static MarkdownPage of(String path) {
    return read(MARKDOWN.resolve(path));
  }

  private static MarkdownPage read(Path file) {
    try {
      return new MarkdownPage(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it belongs to the site, whose images stand elsewhere. */
  public boolean isOfSite() {
    return file.startsWith(MARKDOWN);
  }

  /** Its address on the site, below the site's own. */
  public String href() {
    return MARKDOWN.relativize(file).toString().replaceFirst("\\.md$", ".html");
  }

  public List<Block> blocks() {
    return FENCE
        .matcher(text)
        .results()
        .map(found -> new Block(this, found.group(2).strip(), found.group(3)))
        .toList();
  }

  public List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** Its text without fenced blocks. */
  public String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  /** What stands in code spans outside of fenced blocks. */
  public List<String> codeSpans() {
    return CODE.matcher(prose()).results().map(found -> found.group(1)).toList();
  }

  public List<String> links() {
    return LINK.matcher(prose()).results().map(found -> found.group(1)).toList();
  }

  /**
   * The anchors that lead to the same place on GitHub and on Maven's site: explicit ones, and those
   * of headings that are one word in small letters.
   */
  public Set<String> anchors() {
    return Stream.of(HEADING, EXPLICIT)
        .flatMap(anchor -> anchor.matcher(prose()).results())
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** What its links fail to lead to. */
  public List<String> brokenLinks() {
    List<String> broken = new ArrayList<>();
    for (String link : links()) {
      if (link.matches("https?://.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? file : target(parts[0]);
      boolean found =
          Files.exists(target)
              && (parts.length == 1 || read(target).anchors().contains(parts[1]))
              && (!isOfSite() || target.startsWith(SITE));
      if (!found) {
        broken.add("%s: %s".formatted(file, link));
      }
    }
    return broken;
  }

  private Path target(String link) {
    return isOfSite() && link.contains("images/")
        ? SITE.resolve("resources").resolve(link.replaceFirst("^(\\.\\./)*", ""))
        : file.resolveSibling(link).normalize();
  }
}
