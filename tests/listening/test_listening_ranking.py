"""Bradley-Terry ranking, compared with published fits."""

import numpy as np
import pytest

from studio import InvalidInput
from studio.listening.ranking import rank, worth

#: Citations between Biometrika, Comm. Statist., JASA and JRSS-B (Stigler 1994; Agresti, Categorical Data Analysis, 2nd
#: ed., p. 448): the row is the one that is cited.
CITATIONS = [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]]
#: The fit that the R package BradleyTerry2 publishes for them (tests/BTabilities.Rout.save); they sum to zero.
CITED = [0.7899221, -2.1591504, 0.3103523, 1.0588761]
CITED_ERRORS = [0.04333047, 0.07257974, 0.04164102, 0.05304699]
#: With Biometrika, and with JASA, as the reference.
FROM_BIOMETRIKA = ([0.0, -2.9490725, -0.4795698, 0.2689541], [0.0, 0.10254534, 0.06058873, 0.07082997])
FROM_JASA = ([0.4795698, -2.4695027, 0.0, 0.7485238], [0.06058873, 0.09817049, 0.0, 0.07294356])

#: The American League's eastern division in 1987 (Agresti, section 10.6): home, away, home wins, away wins.
TEAMS = ["Baltimore", "Boston", "Cleveland", "Detroit", "Milwaukee", "New York", "Toronto"]
GAMES = """
Milwaukee,Detroit,4,3;Milwaukee,Toronto,4,2;Milwaukee,New York,4,3;Milwaukee,Boston,6,1;Milwaukee,Cleveland,4,2;
Milwaukee,Baltimore,6,0;Detroit,Milwaukee,3,3;Detroit,Toronto,4,2;Detroit,New York,4,3;Detroit,Boston,6,0;
Detroit,Cleveland,6,1;Detroit,Baltimore,4,3;Toronto,Milwaukee,2,5;Toronto,Detroit,4,3;Toronto,New York,2,4;
Toronto,Boston,4,3;Toronto,Cleveland,4,2;Toronto,Baltimore,6,0;New York,Milwaukee,3,3;New York,Detroit,5,1;
New York,Toronto,2,5;New York,Boston,4,3;New York,Cleveland,4,2;New York,Baltimore,6,1;Boston,Milwaukee,5,1;
Boston,Detroit,2,5;Boston,Toronto,3,3;Boston,New York,4,2;Boston,Cleveland,5,2;Boston,Baltimore,6,0;
Cleveland,Milwaukee,2,5;Cleveland,Detroit,3,3;Cleveland,Toronto,3,4;Cleveland,New York,4,3;Cleveland,Boston,4,2;
Cleveland,Baltimore,2,4;Baltimore,Milwaukee,2,5;Baltimore,Detroit,1,5;Baltimore,Toronto,1,6;Baltimore,New York,2,4;
Baltimore,Boston,1,6;Baltimore,Cleveland,3,4
"""
#: Against Baltimore, without home advantage: estimates and standard errors (BradleyTerry2, tests/baseball.Rout.save).
PLAYED = [1.1077, 0.6839, 1.4364, 1.5814, 1.2476, 1.2945]
PLAYED_ERRORS = [0.3339, 0.3319, 0.3396, 0.3433, 0.3359, 0.3367]


def test_journal_ranking_equals_the_published_fits():
    ranking = rank(CITATIONS, prior=None)

    assert ranking.strengths == pytest.approx(CITED, abs=1e-7)
    assert ranking.errors == pytest.approx(CITED_ERRORS, abs=1e-7)
    assert ranking.order == [3, 0, 2, 1]
    for reference, (strengths, errors) in ((0, FROM_BIOMETRIKA), (2, FROM_JASA)):
        assert ranking.strengths - ranking.strengths[reference] == pytest.approx(strengths, abs=1e-7)
        assert np.sqrt(ranking.variances[reference]) == pytest.approx(errors, abs=1e-7)


def test_team_ranking_equals_the_published_fit():
    won = np.zeros((7, 7))
    for game in GAMES.replace("\n", "").split(";"):
        home, away, home_wins, away_wins = game.split(",")
        won[TEAMS.index(home), TEAMS.index(away)] += int(home_wins)
        won[TEAMS.index(away), TEAMS.index(home)] += int(away_wins)
    ranking = rank(won, prior=None)

    assert (ranking.strengths - ranking.strengths[0])[1:] == pytest.approx(PLAYED, abs=5e-5)
    assert np.sqrt(ranking.variances[0, 1:]) == pytest.approx(PLAYED_ERRORS, abs=5e-5)


def test_strength_difference_of_one_pair_is_the_log_odds():
    ranking = rank([[0, 6], [2, 0]], prior=None)

    assert ranking.strengths[0] - ranking.strengths[1] == pytest.approx(np.log(3))
    assert ranking.variances[0, 1] == pytest.approx(1 / 6 + 1 / 2)


def test_tie_is_half_a_win_for_each():
    tied = rank([[0, 0.5, 1], [0.5, 0, 0], [0, 0, 0]])

    assert tied.strengths[0] > tied.strengths[1] > tied.strengths[2]
    assert rank([[0, 1.5], [1.5, 0]]).strengths == pytest.approx([0.0, 0.0])


def test_undefeated_clip_has_a_finite_strength_with_prior():
    swept = [[0, 4, 4], [0, 0, 4], [0, 0, 0]]
    ranking = rank(swept)

    assert ranking.order == [0, 1, 2]
    assert np.abs(ranking.strengths).max() < 4
    assert ranking.chances[0] > 0.9
    assert ranking.better(0, 2) > ranking.better(0, 1) > 0.9
    for endless in (swept, np.zeros((3, 3))):
        with pytest.raises(InvalidInput):
            rank(endless, prior=None)


def test_weak_prior_gives_the_maximum_likelihood():
    assert rank(CITATIONS, prior=1e4).strengths == pytest.approx(CITED, abs=1e-6)


def test_without_answers_all_clips_are_equally_likely_best():
    ranking = rank(np.zeros((4, 4)))

    assert ranking.strengths == pytest.approx(np.zeros(4))
    assert ranking.chances == pytest.approx(np.full(4, 0.25), abs=0.02)
    assert ranking.better(0, 1) == 0.5


def test_comparing_close_uncertain_clips_is_most_informative():
    told = worth(rank([[0, 3, 0, 6], [3, 0, 0, 6], [0, 0, 0, 6], [0, 0, 0, 0]]))

    assert told[0, 1] > told[0, 3]
    assert told[0, 2] > told[0, 1]
    assert told == pytest.approx(told.T)
    assert np.diag(told) == pytest.approx(np.zeros(4))
