package org.espalier.spec;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redaction of secrets in everything that is shown or stored.
 *
 * @param more paths of settings that are hidden beside secrets
 */
public record Redaction(Predicate<String> more) {

  /** Replacement of a secret; the same text as Spark's. */
  public static final String HIDDEN = "*********(redacted)";

  /** The default of {@code spark.redaction.regex}. */
  private static final Pattern NAMES = Pattern.compile("(?i)secret|password|token|access[.]?key");

  /** {@code //user:password@host}, up to the password. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(//[^/@:\\s]*:)[^/@\\s]+(?=@)");

  /** {@code name=value} among the parameters of a URL. */
  private static final Pattern PARAMETER = Pattern.compile("([\\w.-]+)=([^&;,\\s\"']+)");

  /** Names of URL parameters with secrets: of databases, and signatures of object stores. */
  private static final Pattern URL_SECRETS =
      Pattern.compile("(?i)pass(word|wd)|pwd|secret|token|sig(nature)?|access[._-]?key|credential");

  /** Settings of the data and of folds without names of columns and classes, or values. */
  private static final Set<String> NAMELESS =
      Set.of(
          "data.source",
          "data.format",
          "data.duplicates",
          "data.nan",
          "data.test.held-out",
          "data.test.held-out-source",
          "folds.validation-source");

  /** Path, or a query, which contains names of columns. */
  private static final String SOURCE = "data.source";

  /** Redaction of secrets alone, as in messages. */
  public static final Redaction SECRETS = new Redaction(path -> false);

  /**
   * Redaction that also hides settings with names of columns and classes.
   *
   * @param query true if the source is a query, which contains such names
   */
  public static Redaction hidingNames(boolean query) {
    return new Redaction(
        path ->
            (path.startsWith("data.")
                    || path.equals("folds.fold-column")
                    || (path.startsWith("features[") && path.contains("].params.")))
                && (!NAMELESS.contains(path) || (query && path.equals(SOURCE))));
  }

  /**
   * True if the whole value of a setting is a secret. Params of learners and of feature stages are
   * not: the name of a tokenizer is not a token.
   */
  public boolean hides(String path) {
    boolean param =
        path.startsWith("learners[")
            || path.startsWith("features[")
            || path.startsWith("search.start-points[");
    return more.test(path) || (!param && NAMES.matcher(path).find());
  }

  /** Value of a setting, redacted. */
  public String value(String path, String value) {
    return hides(path) ? HIDDEN : text(value);
  }

  /** Text without the credentials in its URLs. */
  public static String text(String text) {
    return PARAMETER
        .matcher(URL_PASSWORD.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)))
        .replaceAll(
            match ->
                URL_SECRETS.matcher(match.group(1)).find() || NAMES.matcher(match.group(1)).find()
                    ? Matcher.quoteReplacement(match.group(1) + "=" + HIDDEN)
                    : Matcher.quoteReplacement(match.group()));
  }
}
