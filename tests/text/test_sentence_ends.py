"""Ends of sentences in the ten languages; `pysbd` was measured on this table too."""

from itertools import pairwise

import pytest

from studio.text.sentence_ends import MARKS, ends_sentence, without_abbreviation_stops

#: Each "|" is an end.
SENTENCES = """
It was raised by Sen. Warren in Ohio.| Nobody spoke.
He works in the U.S. Senate.| She left.
At 5 p.m. Anna left.| Bob stayed.
Dr. Ray met Gov. Hill at Acme Corp. Friday.| It rained.
Capt. Jones, Lt. Col. Smith and Rep. Diaz (D-Ohio) voted.| It passed.
See p. 5, fig. 3 and vol. 2 of the book.| Then go.
He wrote e.g. Hamlet, i.e. Shakespeare did.| Good.
She holds a Ph.D. from Yale.| He does not.
Mt. Everest and Ft. Worth are far.| Yes.
J. R. R. Tolkien wrote it.| Did he?
John F. Kennedy met King Henry VIII. nowhere.| It is a joke.
“Stop!” he cried.| Nobody did.
Is it late?| It is!| Then go…| Now.
Wait... what is it?| A dog.
Turn on Market St. Then left.
M. Dupont et Mme. Roy sont là.| Il pleut.
Né en 52 av. J.-C. à Rome, il parla.| C'est vrai.
Voir chap. 3 et art. 5 du code.| Ensuite, partez.
Die Fa. Müller GmbH u. Co. KG ist hier.| Gut.
Hr. Prof. Dr. Weiß sprach am 3. Mai z. B. über Kunst.| Danach war Ruhe.
Der 100. Geburtstag wurde d. h. gestern gefeiert.| Schön.
El Sr. López y la Sra. Ruiz viven en EE. UU. desde ayer.| Llueve.
Vive en la Avda. Libertad, n.º 5, cerca.| Es bonito.
Il sig. Rossi, l'avv. Bianchi e l'ing. Verdi sono qui.| Piove.
O Sr. Silva e a Sra. Dra. Costa moram na Av. Brasil.| Chove.
Он родился в 1990 г. в Москве на ул. Ленина.| Там тихо.
А. С. Пушкин и проч. Поэты жили, т. е. писали.| Конец.
今天天气很好。|我们去公园吧！|好。
「静かに。」|彼は言った。|窓が開いた。
오늘은 날씨가 좋습니다.| 공원에 갑시다!| 네.
""".strip().split("\n")


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_they_do_and_nowhere_else(marked):
    text = marked.replace("|", "")
    ends = [match for match in MARKS.finditer(text) if match.end() < len(text) and ends_sentence(text, match)]
    cut = [0, *(match.end() for match in ends), len(text)]
    found = [text[start:end].strip() for start, end in pairwise(cut)]

    assert found == [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("by Sen. Warren in the U.S. Senate", "by Sen Warren in the U.S Senate"),
        ("Am 3. Mai, z. B. Anna", "Am 3 Mai, z B Anna"),
        ("M. Dupont, Mme. Roy", "M Dupont, Mme Roy"),
        ("There were 7. He left. So did I. She stayed.", "There were 7. He left. So did I. She stayed."),
        ("bread, milk etc. He paid.", "bread, milk etc. He paid."),
        ("e.g. this", "e.g. this"),
    ],
)
def test_stops_of_abbreviations_are_removed_for_espeak(text, spoken):
    assert without_abbreviation_stops(text) == spoken
