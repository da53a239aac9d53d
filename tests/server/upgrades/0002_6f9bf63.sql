BEGIN TRANSACTION;
CREATE TABLE answered_keys (
	user_name VARCHAR(200) NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	status INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	PRIMARY KEY (user_name, "key")
);
INSERT INTO "answered_keys" VALUES('anna','first','e867ca214c80fb65c5b2804eca4ca86f64ede1e37a6c20cd2ce536813a88534c',201,'{"externalId":null,"name":"7","purchaseType":"WalkIn","location":{"zoneName":"Main","tableName":"M1"},"customer":null,"employee":{"userName":"anna","name":"Anna","featureName":null},"discountRate":0,"currencyLabel":null,"guestCount":null,"note":null,"dueAt":null,"pickupName":null,"id":"6b02d940279616ae13000f0c","items":[{"id":1,"externalId":null,"type":"Positive","plu":{"code":9,"name":"Čaj","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":{"category":null,"rate":23},"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Bar"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":{"amount":4.5,"currencyLabel":"EUR"},"quantity":{"amount":2,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":5.535,"totalAmount":9,"totalAmountIncludingVat":11.07},{"id":2,"externalId":null,"type":"Positive","plu":{"code":50,"name":"Steak","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":null,"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Grill"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":null,"quantity":{"amount":1,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":0,"totalAmount":0,"totalAmountIncludingVat":0}],"openDate":"2026-11-22T12:00:00.000Z","closeDate":null,"closeInfo":null,"originDeviceName":"P01","_v":1,"state":"Opened","type":"CashRegister","issueDate":null,"totalAmount":9,"totalAmountIncludingVat":11.07}','2026-11-22T12:00:00.000Z');
CREATE TABLE api_keys (
	id VARCHAR(24) NOT NULL, 
	client_id VARCHAR(200) NOT NULL, 
	client_secret TEXT NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	user_id VARCHAR(24) NOT NULL, 
	device_name VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (client_id), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(device_name) REFERENCES devices (name) ON DELETE CASCADE
);
CREATE TABLE counters (
	name VARCHAR(40) NOT NULL, 
	business_day VARCHAR(10) NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name, business_day)
);
INSERT INTO "counters" VALUES('orders','2026-11-22',5);
INSERT INTO "counters" VALUES('receipts','2026-11-22',1);
CREATE TABLE devices (
	name VARCHAR(200) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	env_name VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "devices" VALUES('P01',1,'CashRegister',1,'{"name":"P01","isActive":true,"envName":"CashRegister","description":null,"roles":[],"preferences":{},"settings":{},"_v":1}');
CREATE TABLE facts (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "facts" VALUES('schema','1');
INSERT INTO "facts" VALUES('instance','2e7aa185a7d446c583f8dcc920ab4e77');
INSERT INTO "facts" VALUES('token_secret','73e54328c591e564cc2c743606ff9d08417b36937059a897a07ba9ad92afad9a');
CREATE TABLE kitchen_notes (
	sequence INTEGER NOT NULL, 
	id VARCHAR(24) NOT NULL, 
	business_day VARCHAR(10) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	renewed_at VARCHAR(24) NOT NULL, 
	user_name VARCHAR(200) NOT NULL, 
	device_name VARCHAR(200) NOT NULL, 
	remaining VARCHAR(40), 
	gone_at VARCHAR(24), 
	body TEXT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (business_day, subject), 
	UNIQUE (id)
);
INSERT INTO "kitchen_notes" VALUES(1,'6b02d940279616ae13000f14','2026-11-22','5bd48fa9c9b32d753804bef9cfaf63a50f1e23dbaa6c31dd4c7d8286ab545c69','soldOut','2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','anna','P01',NULL,'2026-11-22T12:00:00.000Z','{"kind":"soldOut","orderId":null,"itemId":null,"ticketId":null,"pluCode":50,"amount":null,"station":null,"reason":null,"text":null}','{"id":"6b02d940279616ae13000f14","kind":"soldOut","createdAt":"2026-11-22T12:00:00.000Z","userName":"anna","deviceName":"P01","orderId":null,"itemId":null,"ticketId":null,"pluCode":50,"amount":null,"station":null,"reason":null,"text":null,"goneAt":"2026-11-22T12:00:00.000Z"}');
CREATE TABLE order_endpoints (
	name VARCHAR(200) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	type VARCHAR(200), 
	address VARCHAR(500), 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "order_endpoints" VALUES('Bar',1,NULL,NULL,1,'{"name":"Bar","isActive":true,"address":null,"type":null,"settings":{},"_v":1}');
INSERT INTO "order_endpoints" VALUES('Grill',1,NULL,NULL,1,'{"name":"Grill","isActive":true,"address":null,"type":null,"settings":{},"_v":1}');
CREATE TABLE orders (
	sequence INTEGER NOT NULL, 
	id VARCHAR(24) NOT NULL, 
	business_day VARCHAR(10) NOT NULL, 
	number INTEGER NOT NULL, 
	ticket_id VARCHAR(24) NOT NULL, 
	ticket_name VARCHAR(200), 
	device_name VARCHAR(200), 
	user_user_name VARCHAR(200), 
	created_at VARCHAR(24) NOT NULL, 
	is_processed BOOLEAN NOT NULL, 
	is_processable BOOLEAN NOT NULL, 
	is_settled BOOLEAN NOT NULL, 
	activity TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (business_day, number), 
	UNIQUE (id), 
	FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
INSERT INTO "orders" VALUES(1,'6b02d940279616ae13000f0d','2026-11-22',1,'6b02d940279616ae13000f0c','7','P01','anna','2026-11-22T12:00:00.000Z',1,1,0,'{"Bar":true,"Grill":true}',3,'{"id":"6b02d940279616ae13000f0d","number":1,"ticketId":"6b02d940279616ae13000f0c","ticketName":"7","deviceName":"P01","user":{"name":"Anna","userName":"anna"},"location":{"zoneName":"Main","tableName":"M1"},"purchaseType":"WalkIn","guestCount":null,"note":null,"dueAt":null,"pickupName":null,"createdAt":"2026-11-22T12:00:00.000Z","processedAt":"2026-11-22T12:00:00.000Z","status":"New","isProcessed":true,"isProcessable":true,"items":[{"id":1,"ticketItemId":1,"type":"Positive","plu":{"code":9,"stockName":"S01","name":"Čaj","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":2,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"InProgress","endpoints":[{"name":"Bar","status":"InProgress","changedAt":"2026-11-22T12:00:00.000Z","changedBy":"anna"}]},{"id":2,"ticketItemId":2,"type":"Positive","plu":{"code":50,"stockName":"S01","name":"Steak","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":1,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"New","endpoints":[{"name":"Grill","status":"New","changedAt":null,"changedBy":null}]}],"endpoints":[{"name":"Bar","status":"InProgress","isActive":true,"isProcessed":true},{"name":"Grill","status":"New","isActive":true,"isProcessed":true}],"_v":3}');
INSERT INTO "orders" VALUES(2,'6b02d940279616ae13000f0e','2026-11-22',2,'6b02d940279616ae13000f0c','7','P01','anna','2026-11-22T12:00:00.000Z',1,1,0,'{"Bar":true}',1,'{"id":"6b02d940279616ae13000f0e","number":2,"ticketId":"6b02d940279616ae13000f0c","ticketName":"7","deviceName":"P01","user":{"name":"Anna","userName":"anna"},"location":{"zoneName":"Main","tableName":"M1"},"purchaseType":"WalkIn","guestCount":null,"note":null,"dueAt":null,"pickupName":null,"createdAt":"2026-11-22T12:00:00.000Z","processedAt":"2026-11-22T12:00:00.000Z","status":"New","isProcessed":true,"isProcessable":true,"items":[{"id":1,"ticketItemId":1,"type":"Negative","plu":{"code":9,"stockName":"S01","name":"Čaj","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":1,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"New","takesBack":{"orderId":"6b02d940279616ae13000f0d","itemId":1},"endpoints":[{"name":"Bar","status":"New","changedAt":null,"changedBy":null}]}],"endpoints":[{"name":"Bar","status":"New","isActive":true,"isProcessed":true}],"_v":1}');
INSERT INTO "orders" VALUES(3,'6b02d940279616ae13000f10','2026-11-22',3,'6b02d940279616ae13000f0f','8','P01','anna','2026-11-22T12:00:00.000Z',0,1,0,'{"Bar":true}',1,'{"id":"6b02d940279616ae13000f10","number":3,"ticketId":"6b02d940279616ae13000f0f","ticketName":"8","deviceName":"P01","user":{"name":"Anna","userName":"anna"},"location":null,"purchaseType":"WalkIn","guestCount":null,"note":null,"dueAt":null,"pickupName":null,"createdAt":"2026-11-22T12:00:00.000Z","processedAt":null,"status":"New","isProcessed":false,"isProcessable":true,"items":[{"id":1,"ticketItemId":1,"type":"Positive","plu":{"code":9,"stockName":"S01","name":"Čaj","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":2,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"New","endpoints":[{"name":"Bar","status":"New","changedAt":null,"changedBy":null}]}],"endpoints":[{"name":"Bar","status":"New","isActive":true,"isProcessed":false}],"_v":1}');
INSERT INTO "orders" VALUES(4,'6b02d940279616ae13000f12','2026-11-22',4,'6b02d940279616ae13000f11','9','P01','anna','2026-11-22T12:00:00.000Z',0,0,1,'{"Grill":true}',2,'{"id":"6b02d940279616ae13000f12","number":4,"ticketId":"6b02d940279616ae13000f11","ticketName":"9","deviceName":"P01","user":{"name":"Anna","userName":"anna"},"location":null,"purchaseType":"WalkIn","guestCount":null,"note":null,"dueAt":null,"pickupName":null,"createdAt":"2026-11-22T12:00:00.000Z","processedAt":null,"status":"Cancelled","isProcessed":false,"isProcessable":false,"items":[{"id":1,"ticketItemId":1,"type":"Positive","plu":{"code":50,"stockName":"S01","name":"Steak","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":1,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"Cancelled","endpoints":[{"name":"Grill","status":"Cancelled","changedAt":"2026-11-22T12:00:00.000Z","changedBy":"anna"}]}],"endpoints":[{"name":"Grill","status":"Cancelled","isActive":true,"isProcessed":false}],"_v":2}');
INSERT INTO "orders" VALUES(5,'6b02d940279616ae13000f13','2026-11-22',5,'6b02d940279616ae13000f11','9','P01','anna','2026-11-22T12:00:00.000Z',0,0,1,'{"Grill":true}',1,'{"id":"6b02d940279616ae13000f13","number":5,"ticketId":"6b02d940279616ae13000f11","ticketName":"9","deviceName":"P01","user":{"name":"Anna","userName":"anna"},"location":null,"purchaseType":"WalkIn","guestCount":null,"note":null,"dueAt":null,"pickupName":null,"createdAt":"2026-11-22T12:00:00.000Z","processedAt":null,"status":"Served","isProcessed":false,"isProcessable":false,"items":[{"id":1,"ticketItemId":1,"type":"Negative","plu":{"code":50,"stockName":"S01","name":"Steak","articleCategoryLabel":null,"allergens":null},"quantity":{"amount":1,"unit":"pcs"},"courseNumber":null,"seat":null,"comment":null,"modifiers":[],"status":"Served","takesBack":{"orderId":"6b02d940279616ae13000f12","itemId":1},"endpoints":[{"name":"Grill","status":"Served","changedAt":null,"changedBy":null}]}],"endpoints":[{"name":"Grill","status":"Served","isActive":true,"isProcessed":false}],"_v":1}');
CREATE TABLE products (
	stock_name VARCHAR(200) NOT NULL, 
	code INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (stock_name, code)
);
INSERT INTO "products" VALUES('S01',9,'{"id":null,"externalId":null,"type":"Positive","plu":{"code":9,"name":"Soup","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":{"category":null,"rate":23},"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":null,"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":{"amount":4.5,"currencyLabel":"EUR"},"quantity":{"amount":1,"unit":"pcs"},"discountRate":0,"modifiers":null,"courseNumber":null,"seat":null}');
CREATE TABLE roles (
	name VARCHAR(200) NOT NULL, 
	label VARCHAR(200), 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "roles" VALUES('boss',NULL,1,'{"name":"boss","label":null,"description":null,"rights":["admin"],"envNames":[],"_v":1}');
CREATE TABLE sessions (
	id VARCHAR(24) NOT NULL, 
	user_id VARCHAR(24) NOT NULL, 
	device_name VARCHAR(200) NOT NULL, 
	expires_at VARCHAR(24) NOT NULL, 
	refresh_hash VARCHAR(64) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(device_name) REFERENCES devices (name) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('6b02d940279616ae13000f0b','6b02d940b76fe4e9c0000760','P01','2026-12-22T12:00:00.000Z','b45db15167733a2d67ceeeee6e3e6466318291eee3870ed60d0407f555cdaf56','{"id":"6b02d940279616ae13000f0b","userName":"anna","deviceName":"P01","createdAt":"2026-11-22T12:00:00.000Z","refreshedAt":null,"expiresAt":"2026-12-22T12:00:00.000Z"}');
CREATE TABLE ticket_items (
	ticket_sequence INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	plu_code INTEGER NOT NULL, 
	plu_stock_name VARCHAR(200), 
	PRIMARY KEY (ticket_sequence, item_id), 
	FOREIGN KEY(ticket_sequence) REFERENCES tickets (sequence) ON DELETE CASCADE
);
INSERT INTO "ticket_items" VALUES(1,1,9,'S01');
INSERT INTO "ticket_items" VALUES(1,2,50,'S01');
INSERT INTO "ticket_items" VALUES(2,1,9,'S01');
INSERT INTO "ticket_items" VALUES(3,1,50,'S01');
CREATE TABLE tickets (
	sequence INTEGER NOT NULL, 
	id VARCHAR(24) NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	next_item_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	is_closed BOOLEAN NOT NULL, 
	has_customer BOOLEAN NOT NULL, 
	has_discount BOOLEAN NOT NULL, 
	has_negative_item BOOLEAN NOT NULL, 
	has_returned_item BOOLEAN NOT NULL, 
	external_id VARCHAR(200), 
	name VARCHAR(200), 
	device_name VARCHAR(200), 
	purchase_type VARCHAR(20) NOT NULL, 
	origin_device_name VARCHAR(200), 
	currency_label VARCHAR(10), 
	discount_rate DOUBLE NOT NULL, 
	open_date VARCHAR(24) NOT NULL, 
	close_date VARCHAR(24), 
	close_info_device_name VARCHAR(200), 
	close_info_fiscal_name VARCHAR(200), 
	close_info_number INTEGER, 
	close_info_daily_sales_report_number INTEGER, 
	close_info_fiscal_memory_serial_number VARCHAR(200), 
	location_table_name VARCHAR(200), 
	location_zone_name VARCHAR(200), 
	customer_card_serial_number VARCHAR(200), 
	employee_user_name VARCHAR(200), 
	document TEXT NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (id)
);
INSERT INTO "tickets" VALUES(1,'6b02d940279616ae13000f0c',0,3,2,0,0,0,0,0,NULL,'7','P01','WalkIn','P01',NULL,0.0,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL,NULL,'M1','Main',NULL,'anna','{"externalId":null,"name":"7","purchaseType":"WalkIn","location":{"zoneName":"Main","tableName":"M1"},"customer":null,"employee":{"userName":"anna","name":"Anna","featureName":null},"discountRate":0,"currencyLabel":null,"guestCount":null,"note":null,"dueAt":null,"pickupName":null,"id":"6b02d940279616ae13000f0c","items":[{"id":1,"externalId":null,"type":"Positive","plu":{"code":9,"name":"Čaj","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":{"category":null,"rate":23},"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Bar"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":{"amount":4.5,"currencyLabel":"EUR"},"quantity":{"amount":1,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":5.535,"totalAmount":4.5,"totalAmountIncludingVat":5.54},{"id":2,"externalId":null,"type":"Positive","plu":{"code":50,"name":"Steak","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":null,"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Grill"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":null,"quantity":{"amount":1,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":0,"totalAmount":0,"totalAmountIncludingVat":0}],"openDate":"2026-11-22T12:00:00.000Z","closeDate":null,"closeInfo":null,"originDeviceName":"P01","_v":2,"state":"Opened","type":"CashRegister","issueDate":null,"totalAmount":4.5,"totalAmountIncludingVat":5.54}');
INSERT INTO "tickets" VALUES(2,'6b02d940279616ae13000f0f',0,2,2,1,0,0,0,0,NULL,'8','P01','WalkIn','P01',NULL,0.0,'2026-11-22T12:00:00.000Z','2026-11-22T12:00:00.000Z','P01',NULL,1,NULL,NULL,NULL,NULL,NULL,'anna','{"externalId":null,"name":"8","purchaseType":"WalkIn","location":null,"customer":null,"employee":{"userName":"anna","name":"Anna","featureName":null},"discountRate":0,"currencyLabel":null,"guestCount":null,"note":null,"dueAt":null,"pickupName":null,"id":"6b02d940279616ae13000f0f","items":[{"id":1,"externalId":null,"type":"Positive","plu":{"code":9,"name":"Čaj","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":{"category":null,"rate":23},"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Bar"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":{"amount":4.5,"currencyLabel":"EUR"},"quantity":{"amount":2,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":5.535,"totalAmount":9,"totalAmountIncludingVat":11.07}],"openDate":"2026-11-22T12:00:00.000Z","closeDate":"2026-11-22T12:00:00.000Z","closeInfo":{"number":1,"dailySalesReportNumber":null,"fiscalName":null,"fiscalMemorySerialNumber":null,"deviceName":"P01","eKasa":null},"originDeviceName":"P01","_v":2,"state":"Closed","type":"CashRegister","issueDate":null,"totalAmount":9,"totalAmountIncludingVat":11.07}');
INSERT INTO "tickets" VALUES(3,'6b02d940279616ae13000f11',1,2,2,0,0,0,0,0,NULL,'9','P01','WalkIn','P01',NULL,0.0,'2026-11-22T12:00:00.000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'anna','{"externalId":null,"name":"9","purchaseType":"WalkIn","location":null,"customer":null,"employee":{"userName":"anna","name":"Anna","featureName":null},"discountRate":0,"currencyLabel":null,"guestCount":null,"note":null,"dueAt":null,"pickupName":null,"id":"6b02d940279616ae13000f11","items":[{"id":1,"externalId":null,"type":"Positive","plu":{"code":50,"name":"Steak","description":null,"stockName":"S01","articleCategoryLabel":null,"vatInfo":null,"isDiscountAllowed":true,"isPriceFixed":false,"isSplittable":true,"orderEndpointNames":["Grill"],"type":null,"specialRegulation":null,"isCashbackAllowed":false,"allergens":null},"comment":null,"unitPrice":null,"quantity":{"amount":1,"unit":"pcs"},"discountRate":0,"modifiers":[],"courseNumber":null,"seat":null,"unitPriceIncludingVat":0,"totalAmount":0,"totalAmountIncludingVat":0}],"openDate":"2026-11-22T12:00:00.000Z","closeDate":null,"closeInfo":null,"originDeviceName":"P01","_v":2,"state":"Opened","type":"CashRegister","issueDate":null,"totalAmount":0,"totalAmountIncludingVat":0}');
CREATE TABLE users (
	id VARCHAR(24) NOT NULL, 
	user_name VARCHAR(200) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	feature_name VARCHAR(200), 
	is_active BOOLEAN NOT NULL, 
	is_virtual BOOLEAN NOT NULL, 
	password_hash TEXT NOT NULL, 
	password_is_public BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (user_name)
);
INSERT INTO "users" VALUES('6b02d940b76fe4e9c0000760','anna','Anna',NULL,1,0,'scrypt$2$Ug0XpTN6XWsxsspIJkUB6g==$BgAKSFsFHGNKzWOOBa6UnJNeaJdpkHScg1d/X6862Ek=',1,1,'{"id":"6b02d940b76fe4e9c0000760","userName":"anna","name":"Anna","isActive":true,"isVirtual":false,"featureName":null,"roles":["boss"],"devices":[],"_v":1}');
CREATE TABLE zones (
	name VARCHAR(200) NOT NULL, 
	default_fiscal_name VARCHAR(200), 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "zones" VALUES('Main',NULL,1,'{"name":"Main","defaultFiscalName":null,"items":[{"name":"M1","isTable":true,"meta":null}],"sortHint":null,"_v":1}');
CREATE INDEX ix_tickets_external_id ON tickets (external_id);
CREATE INDEX ix_tickets_name ON tickets (name);
CREATE INDEX ix_tickets_open ON tickets (is_deleted, is_closed, id);
CREATE INDEX ix_tickets_open_date ON tickets (open_date);
CREATE INDEX ix_answered_keys_created_at ON answered_keys (created_at);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE INDEX ix_sessions_device_name ON sessions (device_name);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE INDEX ix_api_keys_device_name ON api_keys (device_name);
CREATE INDEX ix_orders_user_user_name ON orders (user_user_name);
CREATE INDEX ix_orders_ticket_id ON orders (ticket_id);
CREATE INDEX ix_orders_recall ON orders (is_processable, created_at);
CREATE INDEX ix_orders_ticket_name ON orders (ticket_name);
CREATE INDEX ix_orders_number ON orders (number);
CREATE INDEX ix_orders_live ON orders (is_processable, id);
CREATE INDEX ix_orders_device_name ON orders (device_name);
CREATE INDEX ix_orders_is_settled ON orders (is_settled);
CREATE INDEX ix_orders_created_at ON orders (created_at);
CREATE INDEX ix_orders_held ON orders (is_processed, id);
COMMIT;
