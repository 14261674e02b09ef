//! The table that is printed at the end.

/// One line: what was measured, against what, and what is aimed at.
pub struct Figure {
    pub name: String,
    pub ours: String,
    pub against: String,
    pub ratio: String,
    pub goal: &'static str,
}

impl Figure {
    /// A figure whose ratio is ours divided by the other.
    pub fn ratio(name: impl Into<String>, ours: (f64, &str), against: (f64, &str), goal: &'static str) -> Self {
        Self {
            name: name.into(),
            ours: format!("{} {}", told(ours.0), ours.1),
            against: format!("{} {}", told(against.0), against.1),
            ratio: format!("{:.2}", ours.0 / against.0),
            goal,
        }
    }
}

/// A number with as many digits as a comparison of two commits needs: small ones with a tenth.
pub fn told(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// Prints the lines below each other.
pub fn print(figures: &[Figure]) {
    let heading = ["figure", "ours", "against", "ratio", "goal"].map(str::to_owned);
    let line = |figure: &Figure| {
        let Figure { name, ours, against, ratio, goal } = figure;
        [name.clone(), ours.clone(), against.clone(), ratio.clone(), (*goal).to_owned()]
    };
    let lines: Vec<[String; 5]> = std::iter::once(heading).chain(figures.iter().map(line)).collect();
    print_columns(&lines);
}

/// Prints lines whose cells stand below each other, two blanks or more apart.
pub fn print_columns<const COLUMNS: usize>(lines: &[[String; COLUMNS]]) {
    let widths: [usize; COLUMNS] =
        std::array::from_fn(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0));
    println!();
    for line in lines {
        let cells: Vec<_> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
