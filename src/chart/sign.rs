//! The signs that stand at values: discs, squares, triangles, diamonds, full and open. In: a sign and a
//! place; out: shapes.

use super::scene::{Area, Scene};
use super::theme::{Outline, PAPER, Sign, stroke};

/// Half the height of a sign in millimetres: all look equally large.
pub(super) const RADIUS: f64 = 0.95;

/// Draws a sign with its middle at `centre`, over a light border that keeps it off what it crosses.
pub(super) fn draw(scene: &mut Scene, sign: Sign, centre: (f64, f64), radius: f64) {
    outline(scene, sign, centre, radius + 0.18, Ink::Border);
    outline(scene, sign, centre, radius, Ink::Own);
    if sign.open {
        outline(scene, sign, centre, radius - stroke::SIGN, Ink::Inside);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Ink {
    Border,
    Own,
    Inside,
}

fn outline(scene: &mut Scene, sign: Sign, (x, y): (f64, f64), radius: f64, ink: Ink) {
    let colour = if ink == Ink::Own { sign.colour } else { PAPER };
    let corners = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
        points.iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect()
    };
    // the border of a triangle is thinner at its corners: a longer radius keeps it even
    match sign.outline {
        Outline::Circle => scene.disc((x, y), radius, colour),
        Outline::Square => {
            let half = 0.88 * radius;
            let area = Area { left: x - half, top: y - half, right: x + half, bottom: y + half };
            scene.rectangle(area, colour);
        }
        Outline::Diamond => {
            let points = corners(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]);
            scene.polygon(points, colour, 1.0);
        }
        Outline::Triangle | Outline::Down => {
            let radius = match ink {
                Ink::Border => 0.18,
                Ink::Own => 0.0,
                Ink::Inside => -0.2,
            } + radius;
            let way = if sign.outline == Outline::Down { -1.0 } else { 1.0 };
            let at = |dx: f64, dy: f64| (x + dx * radius, y + way * dy * radius);
            let points = vec![at(0.0, -1.22), at(1.06, 0.61), at(-1.06, 0.61)];
            scene.polygon(points, colour, 1.0);
        }
    }
}
