# Makes the pooled figures of a forest plot again from its CSV, with R's metafor, and draws it.
#
#     Rscript pool.R forest.csv [REML|DL|PM|FE] [knha|z|adhoc]
#
# For every body of evidence that the page pools: estimate with its 95 % interval, tau², I² and Q, and forest.pdf.
# Where the page says that an interval was made no narrower than Wald's, ask for adhoc.
# metafor: Viechtbauer 2010, doi:10.18637/jss.v036.i03.

library(metafor)

given <- commandArgs(trailingOnly = TRUE)
if (length(given) < 1) stop("Expected the CSV of a forest plot: Rscript pool.R forest.csv")
method <- if (length(given) > 1) given[2] else "REML"
test <- if (length(given) > 2) given[3] else "knha"

rows <- read.csv(given[1], check.names = FALSE, encoding = "UTF-8")
rows <- rows[rows$pooled == "true" & !is.na(rows$yi), ]
pdf("forest.pdf", width = 10, height = 7)
for (body in split(rows, paste(rows$body, rows$measure, rows$scale), drop = TRUE)) {
  ratio <- body$measure[1] %in% c("RR", "OR", "HR", "ROM")
  fitted <- rma(yi, vi, data = body, method = method, test = test, slab = study)
  cat("\n", body$body[1], " (", body$measure[1], ")\n", sep = "")
  print(fitted)
  print(predict(fitted, transf = if (ratio) exp else FALSE))
  forest(fitted, atransf = if (ratio) exp else FALSE, addpred = TRUE, header = body$body[1])
}
invisible(dev.off())
