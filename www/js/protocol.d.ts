// Generated from src/protocol.rs by tests/protocol.rs; do not edit.

/** Version of the protocol; a worker that says another one is of another build. */
export const VERSION: 1;

/**
 * One text in English and in Simplified Chinese. A text in one language alone cannot be written down.
 */
export type Text = { 
/**
 * English.
 */
en: string, 
/**
 * Simplified Chinese.
 */
zh: string, };

/**
 * Something a person gave that cannot be used, or something the machine refused.
 */
export type Error = { 
/**
 * What it is about, as a Recipe or Link key (`batch`, `network.layers`, `checkpoint`).
 */
key: string, 
/**
 * Stable, snake_case; tests and pages may rely on it.
 */
code: string, 
/**
 * What happened, and what to do about it.
 */
text: Text, };

/**
 * The value of a parameter.
 */
export type Value = number | string | Array<Entry>;

/**
 * One entry of the catalog as a Recipe uses it: its id, and the parameters that were set.
 */
export type Entry = { 
/**
 * Which entry.
 */
id: string, 
/**
 * Its parameters; what is missing has its default.
 */
params?: { [key in string]: Value }, };

/**
 * One word that a parameter may be.
 */
export type Word = { 
/**
 * In the Recipe and in the Link.
 */
id: string, 
/**
 * Label.
 */
title: Text, };

/**
 * What a parameter may be.
 */
export type ParamKind = { "type": "integer", min: number, max: number, default: number, } | { "type": "real", min: number, max: number, default: number, log: boolean, } | { "type": "choice", options: Array<Word>, default: string, } | { "type": "switch", default: boolean, } | { "type": "layers", };

/**
 * What a number counts. The label shows it; whoever hears a slider's value alone hears it there too.
 */
export type Unit = "percent" | "steps" | "epochs" | "seconds" | "pixels" | "degrees";

/**
 * One declared parameter.
 */
export type Param = { 
/**
 * Key in the Recipe and in the Link.
 */
id: string, 
/**
 * Label.
 */
title: Text, 
/**
 * What it may be, and what it is unless somebody says otherwise.
 */
kind: ParamKind, 
/**
 * Whether it can change while a network trains.
 */
live: boolean, 
/**
 * What its number counts; none: nothing that has a name.
 */
unit: Unit | null, };

/**
 * Some of the Recipe's own numbers that belong together.
 */
export type SettingGroup = { id: string, title: Text, params: Array<Param>, };

/**
 * Where to train.
 */
export type DeviceChoice = "auto" | "cpu" | "gpu";

/**
 * The complete, serialisable description of an experiment.
 */
export type Recipe = { 
/**
 * Format of this description: [`VERSION`].
 */
version: number, 
/**
 * Everything random derives from it: data, split, initial weights, order.
 */
seed: number, 
/**
 * Where to train.
 */
device: DeviceChoice, 
/**
 * Which data, with its parameters.
 */
data: Entry, 
/**
 * Whether every epoch visits the samples in a new order.
 */
shuffle: boolean, 
/**
 * Which network, with its parameters.
 */
network: Entry, 
/**
 * How the weights start.
 */
init: Entry, 
/**
 * Which loss; empty: the one that fits the data.
 */
loss: string, 
/**
 * Which optimizer, with its parameters.
 */
optimizer: Entry, 
/**
 * How the learning rate changes as it trains.
 */
schedule: Entry, 
/**
 * Samples in one step.
 */
batch: number, 
/**
 * λ of λ/2·Σw²: so much of each weight is added to its gradient. Weights only, no biases.
 */
l2: number, 
/**
 * λ of λ·Σ|w|: so much of each weight's sign is added to its gradient. Weights only, no biases.
 */
l1: number, 
/**
 * Longest gradient over all weights together; a longer one is scaled down. 0: any length.
 */
clip: number, 
/**
 * Stop after so many epochs; 0: go on until paused.
 */
epochs: number, 
/**
 * Stop after so many steps; 0: go on.
 */
steps: number, 
/**
 * Stop after so many seconds of training; 0: go on. The one condition that depends on the machine.
 */
seconds: number, 
/**
 * Stop after so many epochs whose validation loss did not improve, and go back to the best weights; 0: go on.
 */
patience: number, 
/**
 * Stop when the validation loss at an epoch's end is no more than this; 0: go on.
 */
target_loss: number, 
/**
 * Stop when the validation accuracy at an epoch's end is at least this; 0: go on.
 */
target_accuracy: number, };

/**
 * Which view, and how it is to be drawn.
 */
export type ViewRequest = { 
/**
 * An id of the catalog's views.
 */
view: string, 
/**
 * Width in CSS pixels; 0 where it is not on screen, so that nothing is drawn.
 */
width: number, 
/**
 * Height in CSS pixels.
 */
height: number, 
/**
 * Device pixels per CSS pixel.
 */
scale: number, 
/**
 * Dark background.
 */
dark: boolean, 
/**
 * Logarithmic scale, where the view has one.
 */
log: boolean, 
/**
 * Language of what is written into the picture.
 */
lang: string, 
/**
 * What a person chose in it, in the view's own words; none: what it shows by itself.
 */
choice?: string, };

/**
 * A kind of file that a view can be kept as.
 */
export type FileFormat = "svg" | "csv";

/**
 * One input of a network.
 */
export type Input = { "type": "drawing", strokes: Array<Array<number>>, } | { "type": "point", x: number, y: number, } | { "type": "text", text: string, } | { "type": "values", values: Array<number>, };

/**
 * From the page to the worker.
 */
export type Command = { "type": "open", session: number, id: number, recipe: Recipe | null, link: string | null, 
/**
 * Go on from here; its Recipe wins over `recipe` and `link`.
 */
checkpoint: Uint8Array | null, 
/**
 * The samples of the data set `own`, as safetensors with `inputs` and `targets`.
 */
data: Uint8Array | null, } | { "type": "close", session: number, } | { "type": "abandon", session: number, } | { "type": "retry", session: number, } | { "type": "train", session: number, steps: number | null, 
/**
 * Begin so slowly that one can watch, where it would be over in a moment.
 */
slowly?: boolean, 
/**
 * Most steps a second; none: all that the Device gives.
 */
pace?: number, } | { "type": "pause", session: number, } | { "type": "step", session: number, id: number, count: number, } | { "type": "rewind", session: number, } | { "type": "evaluate", session: number, } | { "type": "tune", session: number, key: string, value: Value, } | { "type": "predict", session: number, id: number, input: Input | null, } | { "type": "write", session: number, id: number, 
/**
 * How many texts.
 */
count: number, 
/**
 * What they begin with.
 */
prompt: string, 
/**
 * Divides the logits: below 1 the probable becomes more so.
 */
temperature: number, 
/**
 * Only so many of the most probable letters are drawn from; 0: all.
 */
top_k: number, 
/**
 * Most letters of each text.
 */
length: number, } | { "type": "sample", session: number, id: number, count: number, } | { "type": "watch", session: number, views: Array<ViewRequest>, } | { "type": "ask", session: number, id: number, view: ViewRequest, 
/**
 * What it answered before, as large and as dark as it is wanted now: it is read anew only where something else
 * is chosen in it.
 */
again?: boolean, } | { "type": "draw", session: number, id: number, view: ViewRequest, format: FileFormat, } | { "type": "pack", session: number, id: number, weights: Weights, } | { "type": "encode", session: number, id: number, text: string, } | { "type": "export", session: number, id: number, network?: boolean, };

/**
 * The graphics adapter, in its own words.
 */
export type Adapter = { name: string, software: boolean, };

/**
 * One thing that can be chosen.
 */
export type CatalogEntry = { id: string, title: Text, 
/**
 * A sentence about it.
 */
about: Text, 
/**
 * Groups entries in a menu: `activation` and `layer` among layers, the task among data sets.
 */
group: string, 
/**
 * Where it comes from.
 */
citation: string, params: Array<Param>, 
/**
 * For a loss: the tasks that it fits.
 */
tasks: Array<string>, 
/**
 * The defaults of `params`, by id.
 */
defaults: Record<string, Value>, };

/**
 * A ready-made network.
 */
export type PresetEntry = { id: string, title: Text, network: Entry, 
/**
 * Data sets that it suits.
 */
datasets: Array<string>, };

/**
 * A named Recipe.
 */
export type ExperimentEntry = { id: string, 
/**
 * Those that are alike stand together in a menu.
 */
group: Text, title: Text, about: Text, recipe: Recipe, };

/**
 * How a view stands on the page at first.
 */
export type Presence = "open" | "closed" | "asked";

/**
 * One view.
 */
export type ViewEntry = { id: string, title: Text, 
/**
 * A sentence about it.
 */
about: Text, 
/**
 * Some three sentences: what it is, how to read it, what to look out for.
 */
explanation: Text, 
/**
 * What it computes, as the content of a MathML `math` element.
 */
formula: string, presence: Presence, place: Place, 
/**
 * Views of one group answer the same kind of question and stand together.
 */
group: Text, };

/**
 * Everything that can be chosen. The page holds no list of its own.
 */
export type Catalog = { 
/**
 * What everything is where nobody has chosen: controls that differ from it are marked.
 */
defaults: Recipe, 
/**
 * The Recipe's own numbers, with those that belong together.
 */
settings: Array<SettingGroup>, datasets: Array<CatalogEntry>, architectures: Array<CatalogEntry>, layers: Array<CatalogEntry>, initializers: Array<CatalogEntry>, optimizers: Array<CatalogEntry>, schedules: Array<CatalogEntry>, losses: Array<CatalogEntry>, views: Array<ViewEntry>, 
/**
 * Ready-made networks: an architecture with its parameters.
 */
presets: Array<PresetEntry>, 
/**
 * Named Recipes.
 */
experiments: Array<ExperimentEntry>, };

/**
 * One layer as it was built.
 */
export type LayerInfo = { 
/**
 * Entry of the catalog's layers.
 */
id: string, title: Text, 
/**
 * Shape of what comes out for one sample.
 */
output: Array<number>, 
/**
 * Numbers that it learns.
 */
parameters: number, 
/**
 * Whether the Recipe lists it; the output layer follows from the data.
 */
listed: boolean, 
/**
 * Where an input is added to what comes out of it: how many layers before it that input goes into. A transformer
 * block adds its own, 0; a skip connection that of the first layer that it skips.
 */
skips: number | null, };

/**
 * An experiment as it stands.
 */
export type Opened = { session: number, id: number, 
/**
 * Complete: every default filled in.
 */
recipe: Recipe, 
/**
 * The same as a Link, without `others`.
 */
link: string, 
/**
 * Keys of the link that are the page's (`view.*`) or not known, as they came.
 */
others: Array<[string, string]>, 
/**
 * Whether the link asked to start by itself.
 */
run: boolean, 
/**
 * Why it does not start by itself, whoever asks for it; none where it may.
 */
waits: Text | null, 
/**
 * What could not be used, and why; a few at most.
 */
problems: Array<Error>, 
/**
 * `classify`, `regress`, `tokens` or `reconstruct`.
 */
task: string, 
/**
 * The loss in use.
 */
loss: string, 
/**
 * Shape of one input.
 */
input_shape: Array<number>, 
/**
 * Whether samples are points that a view shows: in the plane, or over a line.
 */
points: boolean, 
/**
 * Names of the classes, of the outputs, or of the tokens to predict.
 */
outputs: Array<Text>, 
/**
 * The tokens of the inputs, where they are such.
 */
tokens: Array<string>, 
/**
 * Names of the features of a table.
 */
features: Array<Text>, 
/**
 * Whether it is a language model, which can be asked to write.
 */
writes: boolean, 
/**
 * Whether a person can draw an input.
 */
drawable: boolean, 
/**
 * Views that have something to show of this experiment, in their order.
 */
views: Array<string>, 
/**
 * The network's layers from first to last.
 */
layers: Array<LayerInfo>, 
/**
 * Numbers that the network learns.
 */
parameters: number, 
/**
 * Multiplications and additions of one step, forward and backward: what decides about the Device.
 */
operations: number, 
/**
 * Bytes that training is expected to need.
 */
memory: number, train_samples: number, validation_samples: number, test_samples: number, 
/**
 * Steps already taken.
 */
step: number, 
/**
 * Passes through the data, with the part of the one under way.
 */
epoch: number, };

/**
 * One more number that says how well the network does.
 */
export type Measure = { id: string, title: Text, value: number, 
/**
 * Whether it is a share of all, to be shown in percent.
 */
share: boolean, };

/**
 * How well the network does on samples it never trained on.
 */
export type Score = { loss: number, 
/**
 * Share of samples, or of tokens, whose most probable class is the right one; `null` for values.
 */
accuracy: number | null, samples: number, 
/**
 * The step after which it was measured.
 */
step: number, 
/**
 * What else is told of such a task: perplexity, R² …
 */
measures: Array<Measure>, };

/**
 * Numbers from training, at most ten a second.
 */
export type Report = { session: number, running: boolean, 
/**
 * Training goes on when data have come that it waits for.
 */
waiting: boolean, step: number, 
/**
 * Passes through the data, with the part of the one under way.
 */
epoch: number, 
/**
 * It trains more slowly than it could, so that one can watch.
 */
slowly: boolean, 
/**
 * Mean loss of the batches since the last report, each before its update.
 */
train_loss: number | null, 
/**
 * On a fixed sample of at most 512 that is never trained on, where it was measured since the last report: after
 * steps that follow from the Recipe, and of what stands still.
 */
validation: Score | null, 
/**
 * On the whole test set, where it was measured since the last report: when training rests, or on demand. Never
 * while it trains, because whoever watches it while tuning tunes on it.
 */
test: Score | null, 
/**
 * Measured over the time since the last report.
 */
steps_per_second: number, 
/**
 * GPU dispatches so far for each step so far, where the Device is one and the page asked to count: what looking
 * costs is counted too.
 */
dispatches: number | null, };

/**
 * A change of the Recipe that is expected to help.
 */
export type Remedy = { 
/**
 * What it does, for a button.
 */
title: Text, 
/**
 * Key of the Recipe (`optimizer.rate`, `network.layers`, `data.normalise`).
 */
key: string, value: Value, 
/**
 * Whether it acts at the next step; otherwise the experiment begins anew.
 */
live: boolean, 
/**
 * Whether what was learnt is beyond repair, so that it must begin anew whatever changes.
 */
restart: boolean, };

/**
 * Everything that can be named. `tests/web/symptoms.test.js` provokes each: a new one fails its types until it does.
 */
export type SymptomId = "not_finite" | "diverging" | "rate_too_large" | "rate_too_small" | "plateau" | "too_small" | "dead_relus" | "vanishing_gradients" | "exploding_gradients" | "overfitting" | "unbalanced_classes" | "not_normalised" | "small_batch_norm";

/**
 * Something that goes wrong in training, with what can be done about it.
 */
export type Symptom = { id: SymptomId, 
/**
 * What is happening.
 */
text: Text, 
/**
 * The numbers that show it.
 */
evidence: Text, 
/**
 * What would help; none where only the person can know.
 */
remedy: Remedy | null, };

/**
 * What numbers are of: how they are written.
 */
export type Format = "number" | "count" | "share";

/**
 * A colour by what it stands for; `palette.rs` and `www/css/base.css` have what it looks like.
 */
export type Colour = { "of": "training" } | { "of": "validation" } | { "of": "test" } | { "of": "class", "index": number };

/**
 * An axis.
 */
export type Axis = { 
/**
 * What is measured along it.
 */
title: Text, unit: Format, 
/**
 * From and to, where the view decides; none where it follows the lines as losses want it: from 0, and past rare
 * peaks.
 */
range: [number, number] | null, };

/**
 * How a line is drawn.
 */
export type Look = "solid" | "marks" | "dashed" | "dotted" | "dashdot" | "dots" | "rings" | "faint";

/**
 * A point of a line: `y` is of all from `from` to `to` along the horizontal axis, which are the same where it is of one
 * place.
 */
export type Point = { from: number, to: number, y: number, };

/**
 * One line.
 */
export type Line = { 
/**
 * Stable word, such as `training`.
 */
id: string, name: Text, colour: Colour, look: Look, 
/**
 * Oldest or leftmost first. Where `y` is NaN nothing is known, and a joined line is broken there.
 */
points: Array<Point>, 
/**
 * Where it stopped to be a number.
 */
ran_away: number | null, };

/**
 * Where the plot lies in its picture, for cursors that the page lays over it.
 */
export type Plot = { 
/**
 * Left, top, right and bottom of the plotting area in CSS pixels.
 */
area: [number, number, number, number], 
/**
 * From and to of the horizontal axis.
 */
x: [number, number], 
/**
 * From and to of the vertical axis.
 */
y: [number, number], 
/**
 * Whether the vertical axis is logarithmic.
 */
log: boolean, };

/**
 * Lines and dots over two axes.
 */
export type Lines = { x: Axis, y: Axis, 
/**
 * Whether the vertical axis may be logarithmic, where a person wants it.
 */
may_be_log: boolean, 
/**
 * Whether each place along the horizontal axis can be given to the network, which a person may choose one for.
 */
chooses: boolean, 
/**
 * Later ones are drawn over earlier ones.
 */
lines: Array<Line>, 
/**
 * Where it was drawn; none before.
 */
plot: Plot | null, };

/**
 * Colours over a plane.
 */
export type Field = { x: Axis, y: Axis, 
/**
 * Cells along each side.
 */
side: number, 
/**
 * What a cell can be; empty where it has a value.
 */
names: Array<Text>, 
/**
 * Of each cell, as `cells`: two bytes, its class and the probability of it in 255ths; or four, its value as a
 * little-endian f32. What is no number has the class 255.
 */
readings: Uint8Array, 
/**
 * Whether each of its points can be given to the network, which a person may choose one for.
 */
chooses: boolean, 
/**
 * Samples on it; the page is told x and y of each, as little-endian f32.
 */
dots: Uint8Array, 
/**
 * Where it was drawn; none before.
 */
plot: Plot | null, };

/**
 * Samples as dots over two axes. Each class has its colour and its shape; of more classes than there are colours, those
 * after the first six are hollow.
 */
export type Points = { x: Axis, y: Axis, 
/**
 * Whether equal values along both axes are marked by a line.
 */
diagonal: boolean, 
/**
 * Names of the classes of the dots.
 */
classes: Array<Text>, 
/**
 * Where one is no number, or lies outside, it is not drawn. The page is told x and y of each, as little-endian f32.
 */
dots: Uint8Array, 
/**
 * Where it was drawn; none before.
 */
plot: Plot | null, };

/**
 * Histograms side by side, each with a horizontal axis of its own.
 */
export type Bars = { 
/**
 * What is counted, and how many there are of it; the ranges are those of each histogram.
 */
x: Axis, y: Axis, };

/**
 * What the values of a picture mean.
 */
export type PictureScale = "sequential" | "diverging";

/**
 * Small pictures side by side, all of one size and scale.
 */
export type Pictures = { width: number, height: number, 
/**
 * 1, or 3 for red, green and blue.
 */
channels: number, scale: PictureScale, 
/**
 * The values that 0 and 255 stand for.
 */
range: [number, number], 
/**
 * `[pictures, channels, height, width]`, from 0 to 255.
 */
values: Uint8Array, 
/**
 * One of each picture.
 */
captions: Array<Text>, };

/**
 * What switches an input on and off.
 */
export type UnitSwitch = { 
/**
 * Of the Recipe.
 */
key: string, 
/**
 * Whether the network is given it.
 */
on: boolean, };

/**
 * A unit of a layer: one number of a dense one, a map of a convolution, a head of attention; or the whole of a sequence.
 */
export type NetworkUnit = { 
/**
 * Among all of its column, from 0.
 */
index: number, 
/**
 * What it is called: the name of an input, of a class, or its number.
 */
name: Text, 
/**
 * What it adds, where it is one number, or to every point of its map.
 */
bias: number | null, 
/**
 * Mean of the values of its picture.
 */
mean: number, 
/**
 * The value that the fullest colour of its picture stands for, of either sign; 0 where the picture is 0 everywhere.
 */
range: number, 
/**
 * What it answers to the chosen point of the plane; none where nobody chose one.
 */
answer: number | null, 
/**
 * Where a person can switch it on and off.
 */
switch: UnitSwitch | null, };

/**
 * Pictures that stand behind each unit of a column: the kernels of a map, the weights of a unit, the gates of a
 * recurrent unit over time, the table of an embedding.
 */
export type UnitDetails = { title: Text, 
/**
 * One of each picture.
 */
names: Array<Text>, 
/**
 * Pixels of each picture.
 */
width: number, height: number, 
/**
 * The value that the fullest colour of each stands for, of either sign, `[units, pictures]`.
 */
ranges: Array<number>, 
/**
 * `[units, pictures, height, width]`, from 0 (−range) to 255 (range).
 */
values: Uint8Array, 
/**
 * What each column and each row of pixels is; empty where they have no names.
 */
across: Array<Text>, down: Array<Text>, };

/**
 * What an arc means.
 */
export type ArcKind = "skip" | "state";

/**
 * What leads from one column to another beside the weights.
 */
export type NetworkArc = { kind: ArcKind, 
/**
 * The column whose values go along it, and the one that they go to.
 */
from: number, to: number, };

/**
 * A layer, with what follows it and only changes its values: an activation, dropout, a normalization.
 */
export type NetworkColumn = { 
/**
 * Its layers, the first of which has the weights.
 */
titles: Array<Text>, 
/**
 * Layers of the network before it.
 */
first: number, 
/**
 * How many of them stand in no column, because there are too many, between it and the column before.
 */
gap: number, 
/**
 * Shape of what comes out for one sample, such as `6×28×28`.
 */
shape: string, 
/**
 * Numbers that it learns.
 */
parameters: number, 
/**
 * Those that are shown: the first, and the last.
 */
units: Array<NetworkUnit>, 
/**
 * How many there are.
 */
all: number, 
/**
 * Pixels of each unit's picture.
 */
width: number, height: number, 
/**
 * `[units, height, width]`, from 0 (−range of the unit) to 255 (its range).
 */
values: Uint8Array, 
/**
 * What each column and each row of pixels is, such as the token of a step; empty where they have no names.
 */
across: Array<Text>, down: Array<Text>, 
/**
 * How each unit depends on the shown units of the column before, `[units, units before]`: what it multiplies them
 * by, or where `kernels` is set the norm of the kernel between both, with the sign of its mean. NaN where that one
 * is switched off; empty where neither is so, or where they are too many to be read at every look.
 */
weights: Array<number>, kernels: boolean, 
/**
 * Whether each unit takes only that one of the units before which stands at its place, as pooling does.
 */
pairwise: boolean, 
/**
 * The largest of `weights`, whatever its sign.
 */
heaviest: number, 
/**
 * The parameters that `weights` and the units' biases are numbers of, by PyTorch's names: what sets and follows
 * them. None of `weights` where they are norms.
 */
weight: string | null, bias: string | null, details: UnitDetails | null, };

/**
 * A network, layer by layer.
 */
export type NetworkDrawing = { 
/**
 * The view that follows a number of it through a step.
 */
follows: string, 
/**
 * From the input to the output.
 */
columns: Array<NetworkColumn>, 
/**
 * What leads past layers, or from one step to the next.
 */
arcs: Array<NetworkArc>, 
/**
 * Whether the pixels of its pictures are points of something without steps, between which colours may flow.
 */
smooth: boolean, 
/**
 * Where the chosen point lies in every picture, as shares from the left and from the top; none where
 * nobody chose one.
 */
place: [number, number] | null, };

/**
 * The view that shows what is behind each cell of a matrix.
 */
export type Opens = { 
/**
 * An id of the catalog's views.
 */
view: string, 
/**
 * What is chosen in it, cell by cell.
 */
choices: Array<string>, };

/**
 * Counts by row and column.
 */
export type Matrix = { 
/**
 * What rows and columns are.
 */
rows: Text, columns: Text, row_names: Array<Text>, column_names: Array<Text>, 
/**
 * Row by row.
 */
values: Array<number>, unit: Format, 
/**
 * One more column: a share of each row; NaN where the row is empty. None where it has none.
 */
share: [Text, Array<number>] | null, 
/**
 * Whether the diagonal is what is right.
 */
diagonal: boolean, 
/**
 * What is behind a cell; none where nothing is.
 */
opens: Opens | null, };

/**
 * Shares of a whole, each with its name.
 */
export type Shares = { 
/**
 * What they are shares of, or what a share means.
 */
of: Text, names: Array<Text>, 
/**
 * From 0 to 1; NaN where there is no number.
 */
values: Array<number>, };

/**
 * A word that can be chosen.
 */
export type ControlWord = { 
/**
 * Stable, in links.
 */
id: string, title: Text, };

/**
 * How it is chosen, and what is chosen now.
 */
export type ControlKind = { "type": "words", words: Array<ControlWord>, value: string, } | { "type": "range", min: number, max: number, step: number, value: number, } | { "type": "count", max: number, value: number, } | { "type": "typed", most: number, value: string, };

/**
 * Something that can be chosen.
 */
export type Control = { 
/**
 * Stable word, in links.
 */
id: string, title: Text, kind: ControlKind, };

/**
 * Which way a step goes.
 */
export type Direction = "forward" | "backward" | "update";

/**
 * One step of a calculation.
 */
export type DerivationStep = { title: Text, 
/**
 * Content of a `math` element of MathML, with numbers put in.
 */
formula: string, note: Text | null, 
/**
 * Position of the layer that it is of; none where it is of none.
 */
layer: number | null, direction: Direction, };

/**
 * A parameter of a network, as one of several to choose from.
 */
export type DerivationParameter = { 
/**
 * PyTorch's name, as in Checkpoints.
 */
name: string, 
/**
 * Of its layer, with the layer's number.
 */
layer: Text, 
/**
 * PyTorch's shape.
 */
shape: Array<number>, };

/**
 * A calculation, step by step, of a number that can be chosen.
 */
export type Derivation = { steps: Array<DerivationStep>, 
/**
 * What the number can be chosen from.
 */
parameters: Array<DerivationParameter>, 
/**
 * Which of them it is of, and where in it: an index for each side of its shape, from 0.
 */
parameter: number, index: Array<number>, };

/**
 * The kinds of picture.
 */
export type Figure = { "type": "lines" } & Lines | { "type": "field" } & Field | { "type": "points" } & Points | { "type": "bars" } & Bars | { "type": "pictures" } & Pictures | { "type": "matrix" } & Matrix | { "type": "network" } & NetworkDrawing | { "type": "derivation" } & Derivation | { "type": "shares" } & Shares | { "type": "rows" };

/**
 * What stands before the name of an entry.
 */
export type Sign = { "type": "none" } | { "type": "line", colour: Colour, look: Look, } | { "type": "field", colour: Colour, character: string, };

/**
 * A value in the legend.
 */
export type KeyValue = { 
/**
 * Of which samples, where the entry's name does not say it.
 */
of: Colour | null, 
/**
 * None where there is no number yet.
 */
value: number | null, unit: Format, 
/**
 * The step it is of; none where it is always of now.
 */
step: number | null, };

/**
 * An entry of the legend.
 */
export type KeyEntry = { 
/**
 * Stable word: that of its line, or of what is measured.
 */
id: string, name: Text, sign: Sign, 
/**
 * Values of now, where it has any.
 */
values: Array<KeyValue>, };

/**
 * A column of a table.
 */
export type Column = { title: Text, unit: Format, };

/**
 * A cell of a table.
 */
export type Cell = number | Text | null;

/**
 * Numbers to read.
 */
export type Table = { columns: Array<Column>, 
/**
 * The first cell of each is what the row is of.
 */
rows: Array<Array<Cell>>, 
/**
 * What its numbers are, where the titles cannot say it.
 */
note: Text | null, };

/**
 * What a view shows now.
 */
export type Form = { figure: Figure, 
/**
 * What a person can choose in it.
 */
controls: Array<Control>, 
/**
 * Which sample each dot, picture or row is of, in the order of these ([`crate::samples::Split::id`]); empty where they
 * are of none.
 */
samples: Array<number>, 
/**
 * The legend: what colours and lines mean, with their values of now.
 */
key: Array<KeyEntry>, 
/**
 * What it shows, in words.
 */
sentence: Text, 
/**
 * What a person should know to read it; none where title and key say all.
 */
note: Text | null, 
/**
 * Its numbers; none where there are none worth reading.
 */
table: Table | null, };

/**
 * From the worker to the page.
 */
export type Event = { "type": "ready", version: number, 
/**
 * `cpu` or `gpu`.
 */
device: string, 
/**
 * The adapter's own description; `software` where it is emulated by the processor.
 */
adapter: Adapter | null, catalog: Catalog, } | { "type": "downloading", session: number, file: string, received: number, 
/**
 * Unknown where the server does not say.
 */
total: number | null, } | { "type": "postponed", session: number, file: string, 
/**
 * Until then.
 */
seconds: number, error: Error, } | { "type": "opened" } & Opened | { "type": "report" } & Report | { "type": "stepped", session: number, id: number, 
/**
 * The loss of each step's batch before its update.
 */
losses: Array<number>, } | { "type": "finished", session: number, reason: Text, } | { "type": "predicted", session: number, id: number, 
/**
 * Network outputs as they come: logits, or values.
 */
logits: Array<number>, 
/**
 * Of each class, where the task is to classify; of each pixel, where an autoencoder's loss takes it for a yes
 * or no.
 */
probabilities: Array<number>, 
/**
 * What the network saw, as a row of its inputs.
 */
seen: Array<number>, 
/**
 * Nothing was drawn.
 */
blank: boolean, } | { "type": "diagnosed", session: number, symptoms: Array<Symptom>, } | { "type": "written", session: number, id: number, texts: Array<string>, } | { "type": "sampled", session: number, id: number, 
/**
 * Shape of one input.
 */
shape: Array<number>, inputs: Array<Array<number>>, 
/**
 * Class indices or values.
 */
targets: Array<Array<number>>, 
/**
 * Each sample as it is read, where it is a sequence of tokens; else empty.
 */
texts: Array<Text>, 
/**
 * Which samples they are ([`crate::samples::Split::id`]).
 */
samples: Array<number>, } | { "type": "shown", session: number, 
/**
 * Of the command that asked; `null` where it is watched.
 */
id: number | null, view: string, 
/**
 * The step after which it is so.
 */
step: number, form: Form, 
/**
 * Its picture, where it is on screen and of a kind that is drawn here; it travels beside the event.
 */
bitmap: ImageBitmap | null, } | { "type": "drawn", session: number, id: number, text: string, } | { "type": "exported", session: number, id: number, checkpoint: Uint8Array, } | { "type": "packed", session: number, id: number, weights: string, 
/**
 * Steps that they have learnt for.
 */
step: number, } | { "type": "encoded", session: number, id: number, 
/**
 * Modules of a side, with the empty ones around it; 0 where the text is too long to be read from afar.
 */
side: number, 
/**
 * The path of its dark modules in an SVG, a unit each.
 */
path: string, } | { "type": "saved", session: number, step: number, checkpoint: Uint8Array, } | { "type": "tuned", session: number, recipe: Recipe, 
/**
 * As in [`Opened`].
 */
link: string, } | { "type": "kept", session: number, key: string, value: Value, } | { "type": "warned", session: number, error: Error, } | { "type": "failed", session: number, 
/**
 * Of the command, where it carried one.
 */
id: number | null, fatal: boolean, errors: Array<Error>, };

