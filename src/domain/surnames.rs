//! Frequent family names of Germany, folded: where a slip of the pen makes one of another, it may be
//! no slip (`Müller`, `Möller`; `Bauer`, `Brauer`).

const SURNAMES: &str = "\
    adam ahrens albers albert albrecht arndt arnold bach bachmann bader baier bartels barth \
    bauer baumann baur bayer beck becker beckmann behrendt behrens benz berg berger bergmann \
    beyer binder bischoff block blum bock boehm boettcher brand brandt brauer braun brunner \
    bruns buchholz burger burkhardt busch busse conrad cordes diehl dietrich dietz dittrich \
    doerr dorn ebert eckert eder ehlers engel engelhardt ernst esser fiedler fischer \
    fleischer foerster frank franke franz freitag freund frey friedrich fritsch fritz fuchs \
    fuhrmann funk gabriel gaertner gebhardt geiger geisler gerlach glaser goetz graf greiner \
    gross gruber gruen guenther haag haas haase hahn hamann hammer hanke hansen harms \
    hartmann hartung hauser hein heine heinrich heinz heinze held heller hempel henke henkel \
    hennig henning herbst hermann herold herrmann herzog hess hesse hildebrandt hinz hirsch \
    hoefer hofer hoffmann hofmann hohmann holz horn huber huebner jacob jacobs jaeger jahn \
    jakob jansen janssen john jordan jung junker kaiser karl kaufmann keil keller kemper \
    kern kessler kiefer kirchner klein klemm klose kluge knoll koch koehler koenig kolb kopp \
    kraemer kraft kramer kraus krause krauss krebs kroeger krueger kruse kuehn kuehne \
    kuhlmann kuhn kunz kunze kurz lang lange lehmann lemke lenz lindner link linke locher \
    loos lorch lorenz ludwig lutz maas mack mahler maier mann marquardt martens marx maurer \
    may mayer mayr meier meiser meissner meister menzel merkel mertens metz metzger meyer \
    michel miller moeller mohr moser mueller nagel naumann neubauer neumann neumeier nickel \
    noack nowak oberman opitz ott otto pape paul peter peters petersen pfeifer pfeiffer \
    philipp pietsch pohl popp preuss probst raab rademacher rapp rau rauch reich reichel \
    reichert reimann reimer reimers reinhard reinhardt reiter renner reuter richter riedel \
    rieger ritter roeder roemer rohde rose roth rothe rudolph ruf runge sander sauer sauter \
    schade schaefer schaeffer schaller scheffler schenk scherer schiller schilling schindler \
    schlegel schlueter schmid schmidt schmitt schmitz schneider schnell scholz schott \
    schrader schramm schreiber schreier schreiner schroeder schroeter schubert schuetz \
    schuetze schuhmacher schuler schulte schultz schultze schulz schulze schumacher schumann \
    schuster schwab schwarz schweizer seidel seifert seitz sommer sonntag spies springer \
    stahl stark stein steiner steinert stephan stock stoll strauss strobel stumpf thiel \
    thiele thomas timm ulrich unger urban vetter vogel vogt voigt volk voss wagner walter \
    walther weber wegener wegner weigel weiland weis weise weiss wendt wenzel werner wetzel \
    wiedemann wieland wilhelm wilke will wimmer winkler winter wirth wirtz witt witte \
    wittmann wolf wolff wolter wulf zander zeller ziegler zimmer zimmermann";

/// Whether a folded word is a frequent family name.
pub fn is_surname(word: &str) -> bool {
    SURNAMES.split_ascii_whitespace().any(|name| name == word)
}
