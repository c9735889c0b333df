package org.espalier.spec;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Redaction of secrets in everything that is shown or stored.
 *
 * @param more paths of settings that are hidden besides secrets
 */
public record Redaction(Predicate<String> more) {

  /** Replacement of a secret; the same text as Spark's. */
  public static final String HIDDEN = "*********(redacted)";

  /**
   * The default of {@code spark.redaction.regex}, and names that drivers of stores give to keys.
   */
  private static final Pattern NAMES =
      Pattern.compile(
          "(?i)secret|password|token|access[._-]?key|passwd|passphrase|pwd|credential"
              + "|(account|private)[._-]?key");

  /** Spark's setting, which spark-submit sets as a property of the driver's JVM. */
  public static final String SPARK_REGEX = "spark.redaction.regex";

  /** Pattern that a session redacts by if it does not set its own. */
  private static final AtomicReference<Predicate<String>> OF_SESSION =
      new AtomicReference<>(text -> false);

  /** Value that names a secret kept elsewhere. */
  private static final String KEPT_ELSEWHERE = "credential:";

  /** {@code //user:password@host}, up to the password. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(//[^/@:\\s]*:)[^/@\\s]+(?=@)");

  /** {@code name=value} among the parameters of a URL. */
  private static final Pattern PARAMETER = Pattern.compile("([\\w.-]+)=([^&;,\\s\"']+)");

  /** Names of URL parameters with secrets: of databases, and signatures of object stores. */
  private static final Pattern URL_SECRETS = Pattern.compile("(?i)sig(nature)?");

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
    return more.test(path) || (!param && isSecret(path));
  }

  /** True if a name is that of a secret, here or by Spark's setting. */
  private static boolean isSecret(String name) {
    return NAMES.matcher(name).find() || ofSpark(name);
  }

  private static boolean ofSpark(String text) {
    return found(System.getProperty(SPARK_REGEX, "")).or(OF_SESSION.get()).test(text);
  }

  private static Predicate<String> found(String regex) {
    try {
      return regex.isEmpty() ? text -> false : Pattern.compile(regex).asPredicate();
    } catch (PatternSyntaxException e) { // which Spark itself refuses
      return text -> false;
    }
  }

  /**
   * Hides from now on, in this JVM, also what the session of a study hides.
   *
   * @param regex its value of {@value #SPARK_REGEX}; empty if it has none
   */
  public static void alsoBy(String regex) {
    OF_SESSION.set(found(regex));
  }

  /**
   * Value of a setting, redacted. As in Spark, an option of a reader is hidden completely if its
   * name or its value looks like a secret, because some drivers take all of their settings as one
   * text. Values of other settings are not hidden: they are read again, and the type {@code
   * tokenizer} is not a token.
   */
  public String value(String path, String value) {
    boolean option = path.contains(".options.") && !value.startsWith(KEPT_ELSEWHERE);
    return hides(path) || (option && isSecret(value)) ? HIDDEN : text(value);
  }

  /** Text without the credentials in its URLs. */
  public static String text(String text) {
    return PARAMETER
        .matcher(URL_PASSWORD.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)))
        .replaceAll(
            match ->
                URL_SECRETS.matcher(match.group(1)).find() || isSecret(match.group(1))
                    ? Matcher.quoteReplacement(match.group(1) + "=" + HIDDEN)
                    : Matcher.quoteReplacement(match.group()));
  }
}
