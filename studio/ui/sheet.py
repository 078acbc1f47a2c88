"""The style sheet with the names of tokens where their values go."""

SHEET = """
* { font-family: "$type_family"; font-size: ${type_body}px; color: $text; outline: 0; }
QMainWindow, QDialog, QWidget[surface="bg"] { background: $bg; }
QWidget[surface="side"] { background: $side; }
QWidget[surface="card"] { background: $card; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge;
  padding: ${space_xs}px ${space_s}px; font-size: ${type_meta}px; }

QBalloonTip QLabel { color: black; }

QLabel { background: transparent; }
QLabel[voice="display"] { font-size: ${type_display}px; font-weight: 700; }
QLabel[voice="title"] { font-size: ${type_title}px; font-weight: 600; }
QLabel[voice="heading"] { font-size: ${type_heading}px; font-weight: 600; }
QLabel[voice="strong"] { font-weight: 600; }
QLabel[voice="dim"] { color: $dim; }
QLabel[voice="meta"] { color: $mute; font-size: ${type_meta}px; }
QLabel[voice="overline"] { color: $mute; font-size: ${type_overline}px; font-weight: 600; }
QLabel[voice="mono"] { color: $dim; font-family: "$type_mono"; font-size: ${type_meta}px; }
QLabel[voice="error"] { color: $bad; font-size: ${type_meta}px; }
QLabel:disabled { color: $off; }

QFrame[part="card"] { background: $card; border: 1px solid $line;
  border-radius: ${radius_card}px; }
QFrame[part="panel"] { background: $raised; border: 1px solid $edge;
  border-radius: ${radius_card}px; }
QFrame[part="rule"] { background: $line; border: 0; }

QPushButton[part="button"] { background: $raised; border: 1px solid $edge;
  border-radius: ${radius_control}px; min-height: ${control_inside}px; padding: 0 ${space_m}px;
  font-weight: 500; }
QPushButton[part="button"]:hover { background: $hover; }
QPushButton[part="button"]:pressed { background: $line; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent;
  font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:pressed { background: $accent; border-color: $on_accent; }
QPushButton[kind="danger"] { background: $bad; border-color: $bad; color: $on_bad;
  font-weight: 600; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $bad;
  border-color: $text; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $text; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[part="button"]:disabled { background: $raised; border-color: $rest; color: $off; }
QPushButton[kind="quiet"]:disabled { background: transparent; border-color: transparent; }
QPushButton[small="true"] { min-height: ${small_inside}px; padding: 0 ${space_s}px;
  font-size: ${type_meta}px; border-radius: ${radius_small}px; }

QLineEdit, QTextEdit[part="area"], QPlainTextEdit[part="area"], QAbstractSpinBox, QComboBox,
QFrame[part="tags"] {
  background: $bg; border: 1px solid $edge; border-radius: ${radius_control}px;
  selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $mute; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: ${control_inside}px;
  padding: 0 ${field_pad}px; }
QTextEdit[part="area"], QPlainTextEdit[part="area"] { padding: ${space_s}px; }
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"], QComboBox[wrong="true"],
QTextEdit[wrong="true"], QFrame[part="tags"][wrong="true"] { border-color: $bad; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: ${size_ring}px solid $focus;
  min-height: ${focused_inside}px; padding: 0 ${focused_pad}px; }
QTextEdit[part="area"]:focus, QPlainTextEdit[part="area"]:focus, QFrame[part="tags"][live="true"] {
  border: ${size_ring}px solid $focus; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QTextEdit:disabled {
  background: $card; border-color: $rest; color: $off; }
QLineEdit[part="bare"], QLineEdit[part="bare"]:focus { background: transparent; border: 0;
  padding: 0; min-height: ${size_chip}px;
  placeholder-text-color: $mute; }
QLineEdit[part="search"] { padding-left: ${space_s}px; }
QAbstractSpinBox QLineEdit { background: transparent; border: 0; padding: 0; min-height: 0; }
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: 0; }
QComboBox::drop-down, QDateTimeEdit::drop-down { width: ${space_xxl}px; border: 0;
  background: transparent; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: none; }
QComboBox QAbstractItemView, QListView[part="list"] { background: $raised;
  border: 1px solid $edge; border-radius: ${radius_control}px; padding: ${space_xs}px; }
QComboBox QAbstractItemView::item, QListView[part="list"]::item { min-height: ${size_small}px;
  padding: 0 ${space_s}px; border-radius: ${radius_small}px; color: $text; }
QComboBox QAbstractItemView::item:selected, QListView[part="list"]::item:selected {
  background: $select; }
QCalendarWidget QWidget { background: $raised; alternate-background-color: $raised; }
QCalendarWidget QAbstractItemView { background: $card; selection-background-color: $accent;
  selection-color: $on_accent; border: 0; }
QCalendarWidget QAbstractItemView:disabled { color: $off; }
QCalendarWidget QToolButton { background: transparent; border-radius: ${radius_small}px;
  padding: ${space_xs}px ${space_s}px; font-weight: 600; }
QCalendarWidget QToolButton:hover { background: $hover; }

QMenu { background: $raised; border: 1px solid $edge; padding: ${space_xs}px; }
QMenu::item { padding: ${space_s}px ${space_xl}px ${space_s}px ${space_l}px;
  border-radius: ${radius_small}px; }
QMenu::item:selected { background: $select; }
QMenu::item:disabled { color: $off; }
QMenu::separator { height: 1px; background: $line; margin: ${space_xs}px ${space_s}px; }
QMenu::icon { padding-left: ${space_s}px; }
QMenuBar { background: $side; border-bottom: 1px solid $line; }
QMenuBar::item { background: transparent; padding: ${space_s}px ${space_m}px; }
QMenuBar::item:selected { background: $select; }

QTableView, QListView[part="plain"] { background: transparent; border: 0;
  selection-background-color: transparent; }
QTextEdit[part="reading"], QTextBrowser[part="reading"], QPlainTextEdit[part="writing"] {
  background: transparent; border: 0; selection-background-color: $accent;
  selection-color: $on_accent; }
QTextBrowser[part="reading"] {
  border: ${size_ring}px solid transparent; border-radius: ${radius_small}px; }
QTextBrowser[part="reading"]:focus { border-color: $focus; }
QPlainTextEdit[part="writing"] { font-family: "$type_mono"; font-size: ${type_meta}px;
  color: $code; }
QHeaderView, QTableCornerButton::section { background: transparent; border: 0; }

QScrollArea, QScrollArea > QWidget > QWidget[part="page"] { background: transparent; border: 0; }
QScrollArea[part="region"] { border: ${size_ring}px solid transparent;
  border-radius: ${radius_card}px; }
QScrollArea[part="region"]:focus { border-color: $focus; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: ${space_m}px; }
QScrollBar:horizontal { height: ${space_m}px; }
QScrollBar::handle { background: $edge; border-radius: ${radius_mark}px; margin: 3px; }
QScrollBar::handle:vertical { min-height: ${size_small}px; }
QScrollBar::handle:horizontal { min-width: ${size_small}px; }
QScrollBar::handle:hover { background: $mute; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
"""
