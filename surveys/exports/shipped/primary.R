# Each method's mean rating with a 95 % interval, from data/ratings_data.csv alone.
#
#     Rscript analysis/primary.R [data/ratings_data.csv] [--without-flagged] [--simulated]
#
# --without-flagged leaves out whom screening flagged or failed checks sent away; --simulated takes
# the simulated answers, which without it are taken only where nobody else has answered.
#
# Needs R alone. Prints one line per method as CSV, the best first. The interval is the two-way
# cluster-robust t: people and products are both random, and crossed (Cameron, Gelbach & Miller
# 2011, doi:10.1198/jbes.2010.07136). It is empty where it cannot be estimated.

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))

here <- function() {
  if (length(script) == 1) dirname(normalizePath(script)) else "analysis"
}

# The lines at the top of this file.
usage <- function() {
  lines <- if (length(script) == 1) readLines(script, encoding = "UTF-8") else character()
  sub("^# ?", "", lines[cumsum(!startsWith(lines, "#")) == 0])
}

# What the command line says; ends with a message where it says anything else.
asked <- function(arguments) {
  if (any(arguments %in% c("-h", "--help"))) {
    writeLines(usage())
    quit(status = 0)
  }
  options <- c("--without-flagged", "--simulated")
  unknown <- arguments[startsWith(arguments, "-") & !arguments %in% options]
  files <- arguments[!startsWith(arguments, "-")]
  path <- if (length(files) > 0) files[1] else file.path(here(), "..", "data", "ratings_data.csv")
  wrong <- if (length(unknown) > 0) {
    paste("unrecognized arguments:", paste(unknown, collapse = " "))
  } else if (length(files) > 1) {
    paste("unrecognized arguments:", paste(files[-1], collapse = " "))
  } else if (!file.exists(path) || dir.exists(path)) {
    paste("there is no file", path)
  }
  if (!is.null(wrong)) {
    writeLines(paste0("primary.R: error: ", wrong, "; --help tells all options"), stderr())
    quit(status = 2)
  }
  list(
    path = path,
    simulated = "--simulated" %in% arguments,
    without_flagged = "--without-flagged" %in% arguments
  )
}

# Rows that are analysed: of main trials, with a method; people's, unless there are none.
answers <- function(path, simulated, without_flagged) {
  rows <- read.csv(path, colClasses = "character", na.strings = character(), encoding = "UTF-8")
  who <- if (simulated || !any(rows$simulated == "no")) "yes" else "no"
  kept <- rows$trial_kind == "main" & rows$simulated == who & rows$method != ""
  if (without_flagged) {
    kept <- kept & rows$flags == "" & rows$participant_screened_out_at == ""
  }
  rows[kept, , drop = FALSE]
}

# A row that several methods share becomes one row for each of them.
credited <- function(rows) {
  methods <- strsplit(rows$method, "|", fixed = TRUE)
  each <- rep(seq_len(nrow(rows)), lengths(methods))
  found <- rows[each, , drop = FALSE]
  found$method <- unlist(methods)
  if (nrow(rows) > 0 && rows$answer_format[1] == "product_rating") {
    found$size <- as.integer(unlist(strsplit(rows$set_sizes, "|", fixed = TRUE)))
  }
  found
}

# What each answer is worth: participant, reference, method, value.
values <- function(rows) {
  form <- if (nrow(rows) > 0) rows$answer_format[1] else ""
  page <- paste(rows$participant, rows$trial)
  if (form == "set_ranking") {
    # (k - rank) / (k - 1), if each of the k sets of the page has a rank of its own.
    rank <- as.numeric(rows$rating)
    k <- as.numeric(rows$slots)
    ranks <- tapply(seq_along(rank), page, function(i) {
      identical(sort(rank[i]), as.numeric(seq_len(k[i][1])))
    })
    rows$value <- ifelse(k > 1, (k - rank) / pmax(k - 1, 1), 1)
    rows <- rows[as.logical(ranks[page]), , drop = FALSE]
    found <- credited(rows)
  } else if (form == "product_rating") {
    # The mean rating of a method's products, if all of them were rated.
    found <- credited(rows)
    set <- paste(found$participant, found$trial, found$method)
    rating <- as.numeric(found$rating)
    complete <- tapply(!is.na(rating), set, sum) == tapply(found$size, set, max)
    mean_of <- tapply(rating, set, mean)
    found <- found[!duplicated(set), , drop = FALSE]
    set <- unique(set)
    found$value <- as.numeric(mean_of[set])
    found <- found[as.logical(complete[set]), , drop = FALSE]
  } else {
    rows$value <- as.numeric(rows$rating)
    found <- credited(rows[!is.na(rows$value), , drop = FALSE])
  }
  found
}

# The lowest and the highest value.
scale_of <- function(rows) {
  points <- if (nrow(rows) > 0) rows$scale_points[1] else ""
  if (points == "") c(0, 1) else if (points == "101") c(0, 100) else c(1, as.numeric(points))
}

# One method's line. With residuals u and a grouping of G groups,
# V = G/(G - 1) * sum(group sums of u squared)/n^2;
# V = max(V_people + V_products - V_cells, V_people, V_products), df = min(people, products) - 1.
primary <- function(method, found, ends) {
  y <- found$value
  n <- length(y)
  variance <- function(groups) {
    sums <- rowsum(n * y - sum(y), groups) # n * u: exact for whole numbers
    length(sums) / (length(sums) - 1) * sum((sums / n^2)^2)
  }
  people <- length(unique(found$participant))
  products <- length(unique(found$reference))
  df <- min(people, products) - 1
  se <- half <- NA
  if (df > 0) {
    by_people <- variance(found$participant)
    by_products <- variance(found$reference)
    by_cells <- variance(paste(found$participant, found$reference, sep = "\r"))
    se <- sqrt(max(by_people + by_products - by_cells, by_people, by_products))
    half <- if (se > 0) qt(0.975, df) * se else NA
  }
  interval <- mean(y) + c(0, -half, half)
  score <- 100 * (interval - ends[1]) / (ends[2] - ends[1])
  data.frame(
    method = method, n = n, participants = people, references = products, mean = mean(y),
    sd = sd(y), se = se, df = df, low = interval[2], high = interval[3],
    score = score[1], score_low = score[2], score_high = score[3]
  )
}

given <- asked(commandArgs(trailingOnly = TRUE))
rows <- answers(given$path, given$simulated, given$without_flagged)
found <- values(rows)
columns <- c("method", "n", "participants", "references", "mean", "sd", "se", "df", "low", "high",
  "score", "score_low", "score_high")
lines <- lapply(unique(found$method), function(method) {
  primary(method, found[found$method == method, , drop = FALSE], scale_of(rows))
})
if (length(lines) == 0) {
  cat(paste(columns, collapse = ","), "\n", sep = "")
} else {
  lines <- do.call(rbind, lines)
  options(digits = 15)
  write.csv(lines[order(-lines$mean), ], row.names = FALSE, na = "")
}
