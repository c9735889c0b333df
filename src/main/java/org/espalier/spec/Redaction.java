package org.espalier.spec;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redaction of secrets in everything that is shown or stored. */
public final class Redaction {

  /** Replacement of a secret; the same text as Spark's. */
  public static final String HIDDEN = "*********(redacted)";

  /** The default of {@code spark.redaction.regex}. */
  public static final Pattern SPARK = Pattern.compile("(?i)secret|password|token|access[.]?key");

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

  private final Pattern names;
  private final Predicate<String> more;

  /**
   * @param names pattern found in the path of a setting whose value is a secret
   */
  public Redaction(Pattern names) {
    this(names, path -> false);
  }

  private Redaction(Pattern names, Predicate<String> more) {
    this.names = names;
    this.more = more;
  }

  /**
   * Copy that also hides settings with names of columns and classes.
   *
   * @param query true if the source is a query, which contains such names
   */
  public Redaction hidingNames(boolean query) {
    return new Redaction(
        names,
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
    return more.test(path) || (!param && names.matcher(path).find());
  }

  /** Value of a setting, redacted. */
  public String value(String path, String value) {
    return hides(path) ? HIDDEN : text(value);
  }

  /** Text without the credentials in its URLs. */
  public String text(String text) {
    return PARAMETER
        .matcher(URL_PASSWORD.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)))
        .replaceAll(
            match ->
                URL_SECRETS.matcher(match.group(1)).find() || names.matcher(match.group(1)).find()
                    ? Matcher.quoteReplacement(match.group(1) + "=" + HIDDEN)
                    : Matcher.quoteReplacement(match.group()));
  }
}
