/** How often each trouble strikes, in percent of the occasions for it. All zero is fair weather. */
export interface Troubles {
  /** At an operation on the database, before or after it is done. */
  readonly crash: number;
  /** In the middle of a posting call, which the ERP carries out all the same. */
  readonly crashInCall: number;
  /** Frozen, for up to three times the settling time. */
  readonly freeze: number;
  /** The database did it, but its answer never arrives. */
  readonly lostCommit: number;
  readonly databaseAway: number;
  /** Of a posting call. */
  readonly lostReply: number;
  readonly lostRequest: number;
  /** Answered with nothing, and booked only just before the settling time is over. */
  readonly lateWrite: number;
  readonly hang: number;
  readonly refused: number;
  readonly batchRefused: number;
  readonly partlyAnswered: number;
  /** Some are taken and others are not, told in any order. */
  readonly partlyRefused: number;
  /** The job that books what was taken refuses it: it lies there until somebody mends it or deletes it. */
  readonly queueRefuses: number;
  /** What was booked is not seen by look-ups at once. */
  readonly readLag: number;
  readonly lookUpFails: number;
  readonly lookUpUnclear: number;
  readonly masterDataFail: number;
}

/** A stormy day. */
export const storm: Troubles = {
  crash: 0.6,
  crashInCall: 4,
  freeze: 0.6,
  lostCommit: 1.5,
  databaseAway: 1.5,
  lostReply: 8,
  lostRequest: 5,
  lateWrite: 6,
  hang: 4,
  refused: 8,
  batchRefused: 3,
  partlyAnswered: 4,
  partlyRefused: 6,
  queueRefuses: 8,
  readLag: 40,
  lookUpFails: 10,
  lookUpUnclear: 4,
  masterDataFail: 5,
};

/** Nothing goes wrong. */
export const fairWeather: Troubles = {
  crash: 0,
  crashInCall: 0,
  freeze: 0,
  lostCommit: 0,
  databaseAway: 0,
  lostReply: 0,
  lostRequest: 0,
  lateWrite: 0,
  hang: 0,
  refused: 0,
  batchRefused: 0,
  partlyAnswered: 0,
  partlyRefused: 0,
  queueRefuses: 0,
  readLag: 0,
  lookUpFails: 0,
  lookUpUnclear: 0,
  masterDataFail: 0,
};
