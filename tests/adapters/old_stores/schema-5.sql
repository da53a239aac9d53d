BEGIN TRANSACTION;
CREATE TABLE admissions (
            show_id INTEGER NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            admission TEXT NOT NULL,
            PRIMARY KEY (show_id, key)
        ) WITHOUT ROWID;
CREATE TABLE commands (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            intent_id TEXT NOT NULL REFERENCES intents (id),
            source TEXT NOT NULL,
            order_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            command TEXT NOT NULL,
            state TEXT NOT NULL,
            key TEXT NOT NULL,
            created_at TEXT NOT NULL,
            boot TEXT NOT NULL,
            monotonic REAL NOT NULL,
            not_before TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            rounds INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '',
            replaces INTEGER NOT NULL DEFAULT 0,
            ended_by TEXT REFERENCES intents (id),
            ended_at TEXT
        , ended_boot TEXT NOT NULL DEFAULT '', ended_monotonic REAL);
INSERT INTO "commands" VALUES(1,'c1','i1','portos','o1',1,'{"id":"c1","order_id":"o1","number":1,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":1,"before":[],"source":"portos","at":null,"created_at":null}','pending','c1','2026-11-22T18:00:01.000000+00:00','11111111-2222-4333-8444-555555555555',34997.968663492,NULL,0,0,'',0,NULL,NULL,'',NULL);
INSERT INTO "commands" VALUES(2,'c2','i2','portos','o2',2,'{"id":"c2","order_id":"o2","number":2,"change":{"target":{"endpoint":"Grill","kind":"endpoint"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}','in_flight','c2','2026-11-22T18:00:02.000000+00:00','11111111-2222-4333-8444-555555555555',34998.107681028,NULL,1,0,'',0,NULL,NULL,'11111111-2222-4333-8444-555555555555',34998.108533519);
INSERT INTO "commands" VALUES(3,'c3','i3','portos','o3',3,'{"id":"c3","order_id":"o3","number":3,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}','confirming','c3','2026-11-22T18:00:03.000000+00:00','11111111-2222-4333-8444-555555555555',34998.109096548,NULL,1,0,'',0,NULL,NULL,'11111111-2222-4333-8444-555555555555',34998.109676763);
INSERT INTO "commands" VALUES(4,'c4','i4','portos','o4',4,'{"id":"c4","order_id":"o4","number":4,"change":{"target":{"item_id":1,"kind":"item"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}','parked','c4','2026-11-22T18:00:04.000000+00:00','11111111-2222-4333-8444-555555555555',34998.110068367,NULL,1,0,'The order is locked.',0,NULL,NULL,'11111111-2222-4333-8444-555555555555',34998.110620179);
INSERT INTO "commands" VALUES(5,'c5','i5','portos','o5',5,'{"id":"c5","order_id":"o5","number":5,"change":{"kind":"fire"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}','pending','c5','2026-11-22T18:00:05.000000+00:00','11111111-2222-4333-8444-555555555555',34998.110972444,'2026-11-22T18:00:08.000000+00:00',0,0,'',0,NULL,NULL,'',NULL);
INSERT INTO "commands" VALUES(6,'c6','i6','portos','o6',6,'{"id":"c6","order_id":"o6","number":6,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}','done','c6','2026-11-22T18:00:06.000000+00:00','11111111-2222-4333-8444-555555555555',34998.111832547,NULL,1,0,'',0,NULL,'2026-11-22T14:27:22.665467+00:00','11111111-2222-4333-8444-555555555555',34998.112568213);
INSERT INTO "commands" VALUES(7,'c8','i8','notes','rush o1',1,'{"id":"c8","order_id":"rush o1","number":1,"change":{"deed":{"note":{"id":"local:n1","kind":"rush","at":"2026-11-22T18:00:00Z","by":"cook","order_id":"o1","item_id":null,"ticket_id":null,"plu_code":null,"amount":null,"station":"","reason":"","text":"","gone_at":null},"former":null,"kind":"tell-note"},"kind":"errand"},"base_version":0,"before":[],"source":"notes","at":null,"created_at":null}','pending','c8','2026-11-22T18:00:08.000000+00:00','11111111-2222-4333-8444-555555555555',34998.115258674,NULL,0,0,'',0,NULL,NULL,'',NULL);
CREATE TABLE intents (
            id TEXT PRIMARY KEY,
            station TEXT NOT NULL,
            at TEXT NOT NULL,
            intent TEXT NOT NULL
        );
INSERT INTO "intents" VALUES('i1','GRILL','2026-11-22T18:00:01.000000+00:00','{"id":"i1","kind":"bump","station":"GRILL","label":"T1","card_key":"t1","at":"2026-11-22T18:00:01Z","commands":[{"id":"c1","order_id":"o1","number":1,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":1,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i2','GRILL','2026-11-22T18:00:02.000000+00:00','{"id":"i2","kind":"bump","station":"GRILL","label":"T2","card_key":"t2","at":"2026-11-22T18:00:02Z","commands":[{"id":"c2","order_id":"o2","number":2,"change":{"target":{"endpoint":"Grill","kind":"endpoint"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i3','GRILL','2026-11-22T18:00:03.000000+00:00','{"id":"i3","kind":"bump","station":"GRILL","label":"T3","card_key":"t3","at":"2026-11-22T18:00:03Z","commands":[{"id":"c3","order_id":"o3","number":3,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i4','GRILL','2026-11-22T18:00:04.000000+00:00','{"id":"i4","kind":"bump","station":"GRILL","label":"T4","card_key":"t4","at":"2026-11-22T18:00:04Z","commands":[{"id":"c4","order_id":"o4","number":4,"change":{"target":{"item_id":1,"kind":"item"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i5','GRILL','2026-11-22T18:00:05.000000+00:00','{"id":"i5","kind":"fire","station":"GRILL","label":"T5","card_key":"t5","at":"2026-11-22T18:00:05Z","commands":[{"id":"c5","order_id":"o5","number":5,"change":{"kind":"fire"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":"2026-11-22T18:00:08Z","remark":""}');
INSERT INTO "intents" VALUES('i6','GRILL','2026-11-22T18:00:06.000000+00:00','{"id":"i6","kind":"bump","station":"GRILL","label":"T6","card_key":"t6","at":"2026-11-22T18:00:06Z","commands":[{"id":"c6","order_id":"o6","number":6,"change":{"target":{"kind":"order"},"status":"Ready","direction":"forward","kind":"status"},"base_version":0,"before":[],"source":"portos","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i7','GRILL','2026-11-22T18:00:07.000000+00:00','{"id":"i7","kind":"seen","station":"GRILL","label":"T7","card_key":"t7","at":"2026-11-22T18:00:07Z","commands":[],"seen":["o1/void/3"],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
INSERT INTO "intents" VALUES('i8','GRILL','2026-11-22T18:00:08.000000+00:00','{"id":"i8","kind":"rush","station":"GRILL","label":"T8","card_key":"t8","at":"2026-11-22T18:00:08Z","commands":[{"id":"c8","order_id":"rush o1","number":1,"change":{"deed":{"note":{"id":"local:n1","kind":"rush","at":"2026-11-22T18:00:00Z","by":"cook","order_id":"o1","item_id":null,"ticket_id":null,"plu_code":null,"amount":null,"station":"","reason":"","text":"","gone_at":null},"former":null,"kind":"tell-note"},"kind":"errand"},"base_version":0,"before":[],"source":"notes","at":null,"created_at":null}],"seen":[],"ticked":[],"unticked":[],"undoes":null,"not_before":null,"remark":""}');
CREATE TABLE last_board (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            orders TEXT NOT NULL,
            endpoints TEXT NOT NULL,
            at TEXT NOT NULL
        , saved_at TEXT NOT NULL DEFAULT '9999');
INSERT INTO "last_board" VALUES(1,'[{"id":"o1","number":1,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T1","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T1","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":"2026-11-22T19:30:00Z","is_processed":true,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"},{"id":"o2","number":2,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T2","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T2","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":"2026-11-22T19:30:00Z","is_processed":true,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"},{"id":"o3","number":3,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T3","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T3","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":"2026-11-22T19:30:00Z","is_processed":true,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"},{"id":"o4","number":4,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T4","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T4","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":"2026-11-22T19:30:00Z","is_processed":true,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"},{"id":"o5","number":5,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T5","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T5","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":null,"is_processed":false,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"},{"id":"o6","number":6,"items":[{"id":1,"name":"Burger","amount":"2","pairs":[{"endpoint":"Grill","status":"New","word":"New","changed_at":null,"changed_by":null}],"type":"Positive","unit":"pcs","ticket_item_id":1,"plu_code":null,"stock":"","category":"","course":null,"seat":null,"comment":"no onion","modifiers":[],"allergens":[],"takes_back":null}],"ticket_id":"ticket-T6","ticket_name":"","device":"P01","waiter":"","zone":"Terrace","table":"T6","purchase":"WalkIn","guests":null,"note":null,"due_at":null,"pickup_name":null,"created_at":"2026-11-22T19:30:00Z","processed_at":"2026-11-22T19:30:00Z","is_processed":true,"inactive_endpoints":[],"version":1,"oddity":null,"source":"portos"}]','[{"name":"Grill","is_active":true},{"name":"Fry","is_active":true}]','2026-11-22T18:00:00+00:00','2026-11-22T14:27:22.675604+00:00');
CREATE TABLE marks (station TEXT PRIMARY KEY, marks TEXT NOT NULL, saved_at TEXT NOT NULL);
INSERT INTO "marks" VALUES('GRILL','{"seen":["o2/late","o1/void/3"],"ticked":["o2/1/Ready"],"painted":["t1"],"first_seen":{"o1":"2026-11-22T18:00:00Z"},"created":{"o1":"2026-11-22T17:30:00Z"},"card_of":{"o1":"t1","o2":"t2"},"added_at":{"o2":"2026-11-22T18:00:00Z"},"former_table":{"t1":"T4"},"kept":{},"again":{"o2/1":"2026-11-22T18:00:00Z"},"allergies":{"t1":[{"text":"peanuts","seat":"2"}]},"covering":["Fry"],"told":[],"moved_here":{},"epoch":"epoch-1"}','2026-11-22T14:27:22.644051+00:00');
CREATE TABLE progress (
            order_id TEXT NOT NULL,
            item_id INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            status TEXT NOT NULL,
            at TEXT,
            kept_at TEXT NOT NULL,
            PRIMARY KEY (order_id, item_id, endpoint)
        ) WITHOUT ROWID;
INSERT INTO "progress" VALUES('show-1',1,'Bar','Ready','2026-11-22T18:00:00+00:00','2026-11-22T14:27:22.717129+00:00');
CREATE TABLE shows (id INTEGER PRIMARY KEY, show TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE times (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            at TEXT NOT NULL,
            fact TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID;
INSERT INTO "times" VALUES('part','o1/1795374000.000/1/Grill','2026-11-22T19:00:00.000000+00:00','{"order_id":"o1","created":"2026-11-22T19:00:00Z","item_id":1,"endpoint":"Grill","number":1,"ticket":"ticket-1","place":"T1","name":"Burger","amount":"1","purchase":"WalkIn","guests":2,"fired_at":"2026-11-22T19:00:00Z","late_after":"PT12M","due_at":null,"changes":[{"at":"2026-11-22T19:01:00Z","status":"InProgress"},{"at":"2026-11-22T19:10:00Z","status":"Ready"}],"kind":"part"}');
INSERT INTO "times" VALUES('part','o2/1795374000.000/1/Grill','2026-11-22T19:00:00.000000+00:00','{"order_id":"o2","created":"2026-11-22T19:00:00Z","item_id":1,"endpoint":"Grill","number":2,"ticket":"ticket-2","place":"T2","name":"Steak","amount":"1","purchase":"WalkIn","guests":2,"fired_at":"2026-11-22T19:00:00Z","late_after":"PT12M","due_at":null,"changes":[{"at":"2026-11-22T19:01:00Z","status":"InProgress"},{"at":"2026-11-22T19:14:00Z","status":"Ready"}],"kind":"part"}');
CREATE INDEX commands_open ON commands (position) WHERE ended_at IS NULL;
CREATE INDEX commands_intent ON commands (intent_id);
CREATE INDEX intents_at ON intents (at);
CREATE INDEX times_at ON times (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('commands',7);
COMMIT;
PRAGMA user_version = 5;
