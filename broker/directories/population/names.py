"""Owns the names that people are made of: common ones of France's many origins, combined at random."""

from typing import NamedTuple

from broker.directories.population.ldif_lines import write_line
from broker.directories.population.logins import plain


class Name(NamedTuple):
    """Hold one name with what is written of it again and again: its plain letters and its LDIF line."""

    text: str
    plain: str
    line: str


def make_given_name(text: str) -> Name:
    """Prepare a first name."""
    return Name(text, plain(text), write_line("givenName", text))


def make_family_name(text: str) -> Name:
    """Prepare a surname."""
    return Name(text, plain(text), write_line("sn", text))


_GIRLS = """
Abby Adama Adèle Agathe Aïcha Aïssatou Alice Alicia Alma Amina Ana Anaïs Anna Anouk Apolline Assia Assma
Astrid Aya Ayşe Bérénice Bianca Camille Capucine Carla Célia Céleste Charlotte Chiara Chloé Clara Clémence
Clémentine Constance Coumba Daphné Diane Dounia Éléonore Elif Élise Éloïse Elsa Éma Emma Emy Esther Eugénie
Eva Fanta Fatou Fatoumata Fleur Flora Gabrielle Garance Hafsa Hanaé Hawa Héloïse Hoa Iman Inaya Inès Iris Isra
Jade Jeanne Joana Julia Juliette Kadiatou Kenza Khadija Lan Léa Leïla Léna Léonie Leonor Lila Lilou Lina Lise
Loane Lola Lou Louane Louise Lucie Luna Lya Madeleine Maëlle Maëlys Maïa Malak Manon Margaux Margot Mariama
Marie Marion Maryam Mathilde Maya Mei Mélina Mila Mina Naïa Naomie Ndeye Nina Nour Océane Oumou Paola Pauline
Philippine Rania Rokia Romane Romy Rose Roxane Ruth Safiya Salomé Sara Sarah Selma Shaïna Sibylle Sofia Soline
Soukaïna Suzanne Tess Thaïs Thanh Tiana Valentine Valeria Victoire Violette Wafa Yasmine Yaëlle Zeynep Zélie
Zoé
"""
_BOYS = """
Aaron Abdoulaye Achille Adam Adrien Alexandre Ali Aliou Amadou Amir Andreï Antoine António Antonin Aristide
Armand Arthur Augustin Aurèle Axel Ayoub Baptiste Bastien Bilal Boubacar Camil Célestin César Charly Cheikh
Clément Corentin Côme Daniel David Diego Dimitri Djibril Duarte Édouard Elias Éliott Emre Enzo Erwan Ethan
Étienne Eytan Fabien Félix Florian Gabin Gabriel Gaspard Gaston Georges Grégoire Guilhem Gustave Hamza Haroun
Hugo Ibrahima Idriss Ilyès Imran Isaac Ismaël Issa Ivan Jad Jean Jérémie Jocelyn Joseph Joris Jules Julien
Kaïs Karim Kenan Kévin Kilian Lamine Léandre Léo Léon Léonard Liam Lilian Loan Loïc Lorenzo Louis Loup Lubin
Luca Lucas Lucien Maël Mahé Malo Mamadou Marceau Marin Marius Martin Matéo Mathis Mathurin Matthieu Maxence
Maxime Mehdi Milo Minh Moïse Mohamed Moussa Nael Nathan Naïm Nicolas Nino Noa Noé Nolan Octave Oscar Ousmane
Owen Pablo Paul Pierre Quentin Rafael Raphaël Rayan Rémi Robin Romain Ruben Sacha Salim Samba Samuel Sandro
Seydou Simon Soan Sohan Souleymane Sven Tao Théo Thibault Thomas Tiago Timéo Tom Ugo Valentin Victor Viktor
Virgile Wassim Wenceslas Yacine Yanis Yann Youssef Yuri Zacharie Zinédine
"""
_FAMILIES = """
Abgrall Adjovi Aguirre Aït-Ahmed Alaoui Albert Allard Almeida Amrani Anselme Arnaud Aubert Aubin Azevedo Ba
Bailly Bakayoko Balde Barbier Baron Barre Barry Bataille Belkacem Benali Benoît Bensaïd Bernard Bertin Besson
Bianchi Blanchard Bodin Bonnet Bouchard Boucher Boulanger Bourdin Bourgeois Bouvier Boyer Brahimi Brun Bui
Camara Caron Carpentier Carré Castel Chapuis Charrier Chauvin Chen Chevallier Cissé Clerc Colas Collet Cordier
Costa Coulibaly Courtois Cousin Da-Costa Dacosta Daniel Daumas David Delage Delaunay Delcourt Delmas Demir
Denis Descamps Desmoulins Devaux Dia Diabaté Diakité Diallo Diarra Diaz Dieng Diop Diouf Dos-Santos Doumbia
Dubois Duchesne Dufour Dumas Dumont Dupré Durand Duval Essomba Étienne Evrard Fabre Faivre Fall Faure Faye
Fernandes Ferrari Ferreira Fischer Fleury Fofana Fontaine Fournier Gaillard Garcia Garnier Gaudin Gauthier
Gérard Germain Gilbert Girard Gomes Gomis Gonçalves Gonzalez Grangé Gros Guérin Guichard Guillou Gueye Haddad
Haidara Hamadi Hamidou Hamon Hardy Hébert Henry Herbin Hernandez Hoang Hoarau Huet Humbert Huynh Imbert Jacob
Jacquet Jahan Jaouen Joly Jouve Kaba Kaplan Kaya Keïta Kerbrat Khelifi Kone Konaté Kouassi Kowalski Kumar
Lacombe Lacroix Lambert Langlois Laporte Laroche Laurent Le-Bihan Le-Gall Le-Goff Leblanc Leclerc Lefort
Lefebvre Leger Lemaire Lemoine Leroux Lévêque Lim Lopes Louis Ly Lyonnet Machado Maillard Mallet Mangin
Marchand Maréchal Marin Marques Martel Martin Martins Masson Mathieu Mbaye Mbemba Meheut Mendes Mercier
Messaoudi Meunier Meyer Michaud Millet Minh Mohamed-Ali Monnier Moreau Morel Moreno Morin Moulin Mokrani
N’Diaye N’Guessan Naït Navarro Neves Ngo Nguyen Nicolas Nivelle Noël Nowak Oliveira Olivier Ollivier Ouattara
Ouédraogo Ould-Sidi Paquet Paris Pasquier Payet Pelletier Pereira Périn Perrot Petit Petrov Pham Philippe
Picard Pinto Poirier Pons Popescu Poulain Prévost Quéré Quintin Rahmani Rakoto Ramos Raynaud Régnier Renard
Renaud Ribeiro Richard Rivière Robert Roche Rodrigues Roger Rolland Rossi Roussel Royer Sabatier Sahin Saidi
Salaün Samba Sanchez Sané Santos Sarr Schmitt Schneider Seck Sidibé Silva Simon Singh Sissoko Soares Soumaré
Sow Sy Sylla Tavares Teixeira Tessier Thibault Thiam Tisserand Touré Tran Traoré Vallet Valentin Vasseur Vidal
Vieira Vincent Vo Voisin Wagner Wang Weber Wu Xavier Yang Yıldız Zaoui Zhang Zidi Zimmermann
"""


def _distinct(names: list[Name]) -> tuple[Name, ...]:
    return tuple({name.plain: name for name in names}.values())


GIRLS = _distinct([make_given_name(text) for text in _GIRLS.split()])
BOYS = _distinct([make_given_name(text) for text in _BOYS.split()])
FAMILIES = _distinct([make_family_name(text) for text in _FAMILIES.split()])
