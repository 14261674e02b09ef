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
            ours: format!("{:.0} {}", ours.0, ours.1),
            against: format!("{:.0} {}", against.0, against.1),
            ratio: format!("{:.2}", ours.0 / against.0),
            goal,
        }
    }
}

/// Prints the lines below each other.
pub fn print(figures: &[Figure]) {
    let heading = Figure {
        name: "figure".to_owned(),
        ours: "ours".to_owned(),
        against: "against".to_owned(),
        ratio: "ratio".to_owned(),
        goal: "goal",
    };
    let lines: Vec<[&str; 5]> = std::iter::once(&heading)
        .chain(figures)
        .map(|figure| [&*figure.name, &*figure.ours, &*figure.against, &*figure.ratio, figure.goal])
        .collect();
    let widths: [usize; 5] =
        std::array::from_fn(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0));
    println!();
    for line in lines {
        let cells: Vec<_> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
