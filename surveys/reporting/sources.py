"""Where the estimators come from, as a list of literature."""

CAMERON = (
    "Cameron, A. C., Gelbach, J. B., & Miller, D. L. (2011). Robust inference with multiway "
    "clustering. Journal of Business & Economic Statistics, 29(2), 238–249. "
    "https://doi.org/10.1198/jbes.2010.07136"
)
HOLM = (
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian "
    "Journal of Statistics, 6(2), 65–70."
)
CLIFF = (
    "Cliff, N. (1993). Dominance statistics: Ordinal analyses to answer ordinal questions. "
    "Psychological Bulletin, 114(3), 494–509. https://doi.org/10.1037/0033-2909.114.3.494"
)
VARGHA = (
    "Vargha, A., & Delaney, H. D. (2000). A critique and improvement of the CL common language "
    "effect size statistics of McGraw and Wong. Journal of Educational and Behavioral Statistics, "
    "25(2), 101–132. https://doi.org/10.3102/10769986025002101"
)
HOTELLING = (
    "Hotelling, H. (1931). The generalization of Student's ratio. Annals of Mathematical "
    "Statistics, 2(3), 360–378. https://doi.org/10.1214/aoms/1177732979"
)
KRISHNAMOORTHY = (
    "Krishnamoorthy, K., & Yu, J. (2004). Modified Nel and Van der Merwe test for the multivariate "
    "Behrens–Fisher problem. Statistics & Probability Letters, 66(2), 161–169. "
    "https://doi.org/10.1016/j.spl.2003.10.012"
)
IMAN = (
    "Iman, R. L., & Davenport, J. M. (1980). Approximations of the critical region of the Friedman "
    "statistic. Communications in Statistics – Theory and Methods, 9(6), 571–595. "
    "https://doi.org/10.1080/03610928008827904"
)
NEMENYI = (
    "Nemenyi, P. B. (1963). Distribution-free multiple comparisons. PhD thesis, Princeton "
    "University."
)
BRADLEY = (
    "Bradley, R. A., & Terry, M. E. (1952). Rank analysis of incomplete block designs: I. The "
    "method of paired comparisons. Biometrika, 39(3/4), 324–345. https://doi.org/10.2307/2334029"
)
LUCE = "Luce, R. D. (1959). Individual choice behavior: A theoretical analysis. Wiley."
OWEN = (
    "Owen, A. B. (2007). The pigeonhole bootstrap. Annals of Applied Statistics, 1(2), 386–411. "
    "https://doi.org/10.1214/07-AOAS122"
)
MCCULLAGH = (
    "McCullagh, P. (1980). Regression models for ordinal data. Journal of the Royal Statistical "
    "Society B, 42(2), 109–142. https://doi.org/10.1111/j.2517-6161.1980.tb01109.x"
)
FRIEDMAN = (
    "Friedman, M. (1937). The use of ranks to avoid the assumption of normality implicit in the "
    "analysis of variance. Journal of the American Statistical Association, 32(200), 675–701. "
    "https://doi.org/10.1080/01621459.1937.10503522"
)
SKILLINGS = (
    "Skillings, J. H., & Mack, G. A. (1981). On the use of a Friedman-type statistic in balanced "
    "and unbalanced block designs. Technometrics, 23(2), 171–177. "
    "https://doi.org/10.1080/00401706.1981.10486261"
)
WILCOXON = (
    "Wilcoxon, F. (1945). Individual comparisons by ranking methods. Biometrics Bulletin, 1(6), "
    "80–83. https://doi.org/10.2307/3001968"
)
DEMSAR = (
    "Demšar, J. (2006). Statistical comparisons of classifiers over multiple data sets. Journal of "
    "Machine Learning Research, 7, 1–30."
)
KRIPPENDORFF = (
    "Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability "
    "measure for coding data. Communication Methods and Measures, 1(1), 77–89. "
    "https://doi.org/10.1080/19312450709336664"
)
SHROUT = (
    "Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater "
    "reliability. Psychological Bulletin, 86(2), 420–428. "
    "https://doi.org/10.1037/0033-2909.86.2.420"
)
MEADE = (
    "Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. "
    "Psychological Methods, 17(3), 437–455. https://doi.org/10.1037/a0028085"
)
WILLIAMS = (
    "Williams, E. J. (1949). Experimental designs balanced for the estimation of residual effects "
    "of treatments. Australian Journal of Scientific Research A, 2(2), 149–168. "
    "https://doi.org/10.1071/CH9490149"
)
DAVIDSON = (
    "Davidson, R. R. (1970). On extending the Bradley–Terry model to accommodate ties in paired "
    "comparison experiments. Journal of the American Statistical Association, 65(329), 317–328. "
    "https://doi.org/10.1080/01621459.1970.10481082"
)
PLACKETT = (
    "Plackett, R. L. (1975). The analysis of permutations. Applied Statistics, 24(2), 193–202. "
    "https://doi.org/10.2307/2346567"
)

ALWAYS = (
    CAMERON, CLIFF, DEMSAR, FRIEDMAN, HOLM, HOTELLING, IMAN, KRIPPENDORFF, KRISHNAMOORTHY,
    MEADE, NEMENYI, OWEN, SHROUT, SKILLINGS, VARGHA, WILCOXON, WILLIAMS,
)  # fmt: skip
OF_RATINGS = (MCCULLAGH,)
OF_CHOICES = (BRADLEY, DAVIDSON, LUCE, PLACKETT)


def sources(*, rates: bool) -> list[str]:
    """Those that this round's report rests on, by author."""
    return sorted([*ALWAYS, *(OF_RATINGS if rates else OF_CHOICES)])
